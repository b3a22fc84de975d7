package org.dcd.pipelines.cli.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.dcd.pipelines.cli.console.TextTable;
import org.dcd.pipelines.report.StageTables;
import org.dcd.pipelines.report.SweepTable;
import org.dcd.pipelines.result.ExpectationResult;
import org.dcd.pipelines.result.PaperLine;
import org.dcd.pipelines.result.ScoreCell;
import org.dcd.pipelines.result.ScoreTable;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.schemas.Score;
import org.dcd.transforms.metric.ScoreNames;
import org.dcd.transforms.stage.StageKinds;

/** Prints scores and expectations as text tables. */
final class ScorePrinter {
    static final String CLEAN_REFERENCE_LEGEND =
            "◆ compared with clean images; such scores are never used for training or selection";

    private ScorePrinter() {}

    /** The scores of all score stages of a plan, all of which must be finished. */
    static List<Score> scores(Plan plan, Store store) throws IOException {
        List<Score> scores = new ArrayList<>();
        for (PlannedStage stage : plan.stages()) {
            if (StageKinds.writesScores(stage.node().kind())) {
                scores.addAll(StageTables.scores(store.stage(stage.node().id())));
            }
        }
        return scores;
    }

    /** Prints a table with one column per protocol and metric; scores of restored images get a second table. */
    static void print(List<Score> scores, long seed, PrintWriter out) {
        List<Score> samples = ScoreTable.withoutRestoredImages(scores);
        table(samples, seed, out);
        List<Score> restored = ScoreTable.ofRestoredImages(scores);
        if (!restored.isEmpty()) {
            out.println();
            table(restored, seed, out);
        }
        if (scores.stream().anyMatch(Score::getOracle)) {
            out.println("  " + CLEAN_REFERENCE_LEGEND);
        }
    }

    private static void table(List<Score> scores, long seed, PrintWriter out) {
        List<ScoreTable> tables = ScoreTable.byContract(scores);
        List<String> header = new ArrayList<>(List.of("row"));
        for (ScoreTable table : tables) {
            table.metrics().forEach(metric -> header.add(heading(table, metric)));
        }
        TextTable text = TextTable.ofNumbers(header);
        for (String row : ScoreTable.rowsOf(scores)) {
            List<String> line = new ArrayList<>(List.of(row));
            for (ScoreTable table : tables) {
                for (String metric : table.metrics()) {
                    line.add(show(table, row, metric, seed));
                }
            }
            text.line(line);
        }
        text.render().forEach(out::println);
    }

    private static String heading(ScoreTable table, String metric) {
        String name = table.contract().getName();
        String arrow = ScoreNames.isHigherBetter(metric) ? " ↑" : "";
        return (name.startsWith(metric + "[") ? name : metric + " " + name)
                + arrow
                + (table.usesCleanData() ? " ◆" : "");
    }

    static String show(ScoreTable table, String row, String metric, long seed) {
        return table.cell(row, metric, seed).map(ScoreCell::text).orElse("–");
    }

    /** Prints one metric over a sweep: one row per method, one column per setting. */
    static void print(SweepTable table, PrintWriter out) {
        out.println();
        boolean across = table.comparesAcross();
        List<String> seeds = table.seeds().stream().map(String::valueOf).toList();
        out.println(table.metric()
                + (table.usesCleanData() ? " ◆" : "")
                + (across ? ", protocol " + table.columns().get(0).contract().getName() : "")
                + (seeds.size() == 1 ? ", seed " : ", mean ± std over seeds ")
                + String.join(", ", seeds));
        List<String> header = new ArrayList<>(List.of("row"));
        for (SweepTable.Column column : table.columns()) {
            header.add((column.label() + (across ? "" : " " + column.contract().getName())).strip());
        }
        TextTable text = TextTable.ofNumbers(header);
        for (String row : table.rows()) {
            List<String> line = new ArrayList<>(List.of(row));
            for (SweepTable.Column column : table.columns()) {
                SweepTable.Cell cell = column.cells().get(row);
                line.add(cell == null ? "–" : cell.textWithPaper());
            }
            text.line(line);
        }
        text.render().forEach(out::println);
        if (!across) {
            out.println("  columns have different protocols: compare values within a column only");
        }
    }

    static void print(String label, List<ExpectationResult> expectations, PrintWriter out) {
        TextTable table = TextTable.ofWords();
        for (ExpectationResult result : expectations) {
            table.line(List.of(label + (result.passed() ? "✓ pass" : "✗ FAIL"), result.text(), result.detail()));
        }
        table.render().forEach(out::println);
    }

    /** Prints the values of the paper next to those of one run. */
    static void printPaper(String label, List<PaperLine> lines, PrintWriter out) {
        TextTable table = TextTable.ofWords();
        for (PaperLine line : lines) {
            table.line(List.of(
                    label + "paper, table " + line.cell().table(),
                    line.cell().name() + " " + line.cell().figure(),
                    "this run: " + line.here() + (line.difference().isEmpty() ? "" : ", " + line.difference())));
        }
        table.render().forEach(out::println);
    }
}
