package org.dcd.pipelines.cli.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.dcd.pipelines.cli.console.TextTable;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.pipelines.result.ScoreCell;
import org.dcd.pipelines.result.ScoreTable;
import org.dcd.pipelines.run.RunRecord;
import org.dcd.pipelines.run.RunRecords;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.schemas.Score;
import org.dcd.transforms.stage.StageKinds;

/** Finished runs of one experiment that differ only in the seed. */
record Comparison(String experiment, List<SeedScores> runs) {
    /** The scores of one finished run and its seed. */
    record SeedScores(long seed, List<Score> scores) {
        SeedScores {
            scores = List.copyOf(scores);
        }
    }

    Comparison {
        runs = List.copyOf(runs);
    }

    /**
     * The runs in a store. A run counts when the store has all score stages of the plan of its seed, since keys cover
     * everything that a score depends on.
     *
     * @param plans the plan of the experiment for a seed
     */
    static Comparison find(String experiment, Store store, LongFunction<Plan> plans) throws IOException {
        List<Long> seeds = new RunRecords(store)
                .all().stream()
                        .filter(record -> record.experiment().equals(experiment))
                        .map(RunRecord::seed)
                        .distinct()
                        .sorted()
                        .toList();
        List<SeedScores> runs = new ArrayList<>();
        for (long seed : seeds) {
            Plan plan = plans.apply(seed);
            if (isScored(plan)) {
                runs.add(new SeedScores(seed, ScorePrinter.scores(plan, store)));
            }
        }
        return new Comparison(experiment, runs);
    }

    /** Whether all score stages of a plan are cached. */
    static boolean isScored(Plan plan) {
        return plan.stages().stream()
                .filter(stage -> StageKinds.writesScores(stage.node().kind()))
                .allMatch(PlannedStage::cached);
    }

    List<Score> scores() {
        return runs.stream().flatMap(run -> run.scores().stream()).toList();
    }

    /** Prints one table per protocol and metric, with one column per seed. */
    void print(PrintWriter out) {
        out.println(experiment + ", "
                + (runs.size() == 1 ? "seed " : "seeds ")
                + String.join(", ", runs.stream().map(run -> "" + run.seed()).toList()));
        for (ScoreTable table : ScoreTable.byContract(scores())) {
            for (String metric : table.metrics()) {
                out.println();
                out.println(metric + ", protocol " + table.contract().getName() + (table.usesCleanData() ? " ◆" : ""));
                table(table, metric).render().forEach(out::println);
            }
        }
        out.println();
        out.println("  " + ScorePrinter.CLEAN_REFERENCE_LEGEND);
    }

    private static TextTable table(ScoreTable table, String metric) {
        List<Long> seeds = table.seeds();
        List<String> header = new ArrayList<>(List.of("row"));
        seeds.forEach(seed -> header.add("seed " + seed));
        if (seeds.size() > 1) {
            header.addAll(List.of("mean", "std"));
        }
        TextTable text = TextTable.ofNumbers(header);
        for (String row : table.rows()) {
            List<String> line = new ArrayList<>(List.of(row));
            seeds.forEach(seed -> line.add(ScorePrinter.show(table, row, metric, seed)));
            if (seeds.size() > 1) {
                double[] values = seeds.stream()
                        .flatMap(seed -> table.cell(row, metric, seed).stream())
                        .mapToDouble(ScoreCell::mean)
                        .toArray();
                line.add(FormattedNumbers.figure(mean(values)));
                double deviation = deviation(values);
                line.add(Double.isFinite(deviation) ? "± " + FormattedNumbers.figure(deviation) : "–");
            }
            text.line(line);
        }
        return text;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** Standard deviation over seeds, divisor n - 1; NaN for one seed and for infinite scores. */
    private static double deviation(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / (values.length - 1));
    }
}
