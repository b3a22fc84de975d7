package org.dcd.pipelines.cli.console;

import java.util.ArrayList;
import java.util.List;

/** Columns in plain text: the first left-aligned, others right-aligned when they hold numbers. */
public final class TextTable {
    private static final String INDENT = "  ";
    private final boolean numbers;
    private final List<List<String>> lines = new ArrayList<>();

    private TextTable(boolean numbers) {
        this.numbers = numbers;
    }

    public static TextTable ofNumbers(List<String> header) {
        return new TextTable(true).line(header);
    }

    public static TextTable ofWords(List<String> header) {
        return ofWords().line(header);
    }

    /** Without a header. */
    public static TextTable ofWords() {
        return new TextTable(false);
    }

    public TextTable line(List<String> cells) {
        lines.add(List.copyOf(cells));
        return this;
    }

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
