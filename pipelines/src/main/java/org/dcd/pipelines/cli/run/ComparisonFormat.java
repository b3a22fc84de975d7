package org.dcd.pipelines.cli.run;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.dcd.pipelines.report.SweepTable;

/** Output formats of {@code dcd compare}. */
enum ComparisonFormat {
    TEXT,
    MARKDOWN,
    LATEX,
    CSV,
    JSON;

    /** A table in this format; only for Markdown and LaTeX. */
    String table(String experiment, SweepTable table) {
        return switch (this) {
            case MARKDOWN -> markdown(experiment, table);
            case LATEX -> latex(experiment, table);
            case TEXT, CSV, JSON -> throw new IllegalStateException(this + " is not a table format");
        };
    }

    private static String markdown(String experiment, SweepTable table) {
        List<String> header = header(table);
        StringBuilder text = new StringBuilder(caption(experiment, table)).append("\n\n");
        line(text, header, "|");
        line(text, header.stream().map(column -> "---").toList(), "|");
        for (List<String> row : rows(table)) {
            line(text, row.stream().map(cell -> cell.replace("|", "\\|")).toList(), "|");
        }
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells, String bar) {
        text.append(cells.stream().collect(Collectors.joining(" " + bar + " ", bar + " ", " " + bar + "\n")));
    }

    private static String latex(String experiment, SweepTable table) {
        StringBuilder text = new StringBuilder("% " + caption(experiment, table) + "\n\\begin{tabular}{l"
                + "r".repeat(table.columns().size()) + "}\n\\toprule\n");
        latexLine(text, header(table));
        text.append("\\midrule\n");
        rows(table).forEach(row -> latexLine(text, row));
        return text.append("\\bottomrule\n\\end{tabular}").toString();
    }

    private static void latexLine(StringBuilder text, List<String> cells) {
        text.append(cells.stream().map(ComparisonFormat::latexText).collect(Collectors.joining(" & ")))
                .append(" \\\\\n");
    }

    private static String latexText(String text) {
        return text.replace("\\", "\\textbackslash ")
                .replaceAll("([&%$#_{}])", "\\\\$1")
                .replace("±", "$\\pm$")
                .replace("∞", "$\\infty$")
                .replace("–", "--");
    }

    private static String caption(String experiment, SweepTable table) {
        String protocols = table.columns().stream()
                .map(column -> column.contract().getName())
                .distinct()
                .collect(Collectors.joining(", "));
        return experiment + ": " + table.metric() + ", protocol " + protocols
                + (table.comparesAcross() ? "" : " (compare within a column, not across)")
                + (table.usesCleanData() ? ", clean reference" : "") + ", seeds "
                + table.seeds().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static List<String> header(SweepTable table) {
        List<String> header = new ArrayList<>(List.of("method"));
        for (SweepTable.Column column : table.columns()) {
            String protocol = table.comparesAcross() ? "" : column.contract().getName();
            String label = (column.label() + " " + protocol).strip();
            header.add(label.isEmpty() ? table.metric() : label);
        }
        return header;
    }

    private static List<List<String>> rows(SweepTable table) {
        List<List<String>> rows = new ArrayList<>();
        for (String row : table.rows()) {
            List<String> cells = new ArrayList<>(List.of(row));
            table.columns().forEach(column -> {
                SweepTable.Cell cell = column.cells().get(row);
                cells.add(cell == null ? "–" : cell.textWithPaper());
            });
            rows.add(cells);
        }
        return rows;
    }
}
