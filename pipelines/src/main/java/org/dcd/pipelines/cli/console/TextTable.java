package org.dcd.pipelines.cli.console;

import java.util.ArrayList;
import java.util.List;

/** A table in plain text. The first column is left-aligned; the others are right-aligned when they hold numbers. */
public final class TextTable {
    private static final String INDENT = "  ";
    private final boolean numbers;
    private final List<List<String>> lines = new ArrayList<>();

    private TextTable(boolean numbers) {
        this.numbers = numbers;
    }

    /** A table of numbers with a header. */
    public static TextTable ofNumbers(List<String> header) {
        return new TextTable(true).line(header);
    }

    /** A table of words with a header. */
    public static TextTable ofWords(List<String> header) {
        return ofWords().line(header);
    }

    /** A table of words without a header. */
    public static TextTable ofWords() {
        return new TextTable(false);
    }

    /** Adds a row; rows may have different lengths. */
    public TextTable line(List<String> cells) {
        lines.add(List.copyOf(cells));
        return this;
    }

    /** The lines of the table, indented by two spaces. */
    public List<String> render() {
        int columns = lines.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            for (int i = 0; i < line.size(); i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        List<String> rendered = new ArrayList<>();
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < line.size(); i++) {
                String padding = " ".repeat(widths[i] - line.get(i).length());
                boolean right = numbers && i > 0;
                text.append(INDENT).append(right ? padding + line.get(i) : line.get(i) + padding);
            }
            rendered.add(text.toString().stripTrailing());
        }
        return rendered;
    }
}
