package org.dcd.pipelines.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dcd.pipelines.experiment.PaperCell;
import org.dcd.pipelines.experiment.SweepPoint;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.pipelines.result.PaperLine;
import org.dcd.pipelines.result.PointRun;
import org.dcd.pipelines.result.ScoreCell;
import org.dcd.pipelines.result.ScoreTable;
import org.dcd.schemas.Contract;
import org.dcd.schemas.Score;

/**
 * A table of one metric over the points of a sweep: one row per method, one column per setting. A column has one
 * protocol. Seeds with different protocols, such as those that trained their own extractors, get separate columns.
 *
 * @param metric name of the metric
 * @param usesCleanData whether the scores compare with clean images
 * @param rows names of the rows
 * @param columns one per setting and protocol
 */
public record SweepTable(String metric, boolean usesCleanData, List<String> rows, List<Column> columns) {
    /** Copies the lists. */
    public SweepTable {
        rows = List.copyOf(rows);
        columns = List.copyOf(columns);
    }

    /**
     * A column.
     *
     * @param settings values of the sweep axes, without the seed
     * @param contract the protocol of its scores
     * @param cells by row; a row may have none
     */
    public record Column(Map<String, String> settings, Contract contract, Map<String, Cell> cells) {
        /** The settings as text, such as {@code sigma=0.25}. */
        public String label() {
            return SweepPoint.label(settings);
        }
    }

    /**
     * A score over seeds.
     *
     * @param bySeed the score of each seed, the mean over its sets of samples
     * @param paper the comparable value of the paper
     */
    public record Cell(Map<Long, Double> bySeed, Optional<PaperCell> paper) {
        /** Mean over seeds. */
        public double mean() {
            return bySeed.values().stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElseThrow();
        }

        /** Standard deviation over seeds, divisor n - 1; empty for one seed and for infinite scores. */
        public Optional<Double> deviation() {
            if (bySeed.size() < 2) {
                return Optional.empty();
            }
            double mean = mean();
            double squares = bySeed.values().stream()
                    .mapToDouble(value -> (value - mean) * (value - mean))
                    .sum();
            return Double.isFinite(squares) ? Optional.of(Math.sqrt(squares / (bySeed.size() - 1))) : Optional.empty();
        }

        /** Mean and deviation as text, such as {@code 2.26} or {@code 2.26 ± 0.03}. */
        public String text() {
            return FormattedNumbers.figure(mean())
                    + deviation()
                            .map(deviation -> " ± " + FormattedNumbers.figure(deviation))
                            .orElse("");
        }

        /** The value of the paper and the difference, such as {@code paper 1.98, +0.28}; empty without one. */
        public String paperText() {
            return paper.map(cell -> "paper " + cell.figure() + ", " + PaperLine.signed(mean() - cell.value()))
                    .orElse("");
        }

        /** Both texts, such as {@code 2.26 ± 0.03 (paper 1.98, +0.28)}. */
        public String textWithPaper() {
            return text() + (paper.isEmpty() ? "" : " (" + paperText() + ")");
        }
    }

    /** Whether all columns have the same protocol, so that they can be compared. */
    public boolean comparesAcross() {
        return columns.stream().map(Column::contract).distinct().count() == 1;
    }

    /** Whether a mean is infinite, such as the PSNR of equal images. */
    boolean hasInfinite() {
        return columns.stream()
                .flatMap(column -> column.cells().values().stream())
                .anyMatch(cell -> Double.isInfinite(cell.mean()));
    }

    /** Seeds of all cells, in order of first occurrence. */
    public Set<Long> seeds() {
        Set<Long> seeds = new LinkedHashSet<>();
        columns.forEach(column -> column.cells()
                .values()
                .forEach(cell -> seeds.addAll(cell.bySeed().keySet())));
        return seeds;
    }

    private record Identity(String metric, boolean usesCleanData) {}

    private record ColumnKey(Map<String, String> settings, Contract contract) {}

    /** @param papers comparable values of the paper, by row */
    private record Values(Map<String, Map<Long, Double>> byRow, Map<String, PaperCell> papers) {
        Values() {
            this(new LinkedHashMap<>(), new LinkedHashMap<>());
        }

        void add(PointRun run, Score score, double mean) {
            byRow.computeIfAbsent(score.getRow(), unused -> new LinkedHashMap<>())
                    .put(run.seed(), mean);
            run.paper(score).ifPresent(cell -> papers.put(score.getRow(), cell));
        }
    }

    /** One table per metric, in order of first occurrence. */
    public static List<SweepTable> of(List<PointRun> runs) {
        Map<Identity, Map<ColumnKey, Values>> values = new LinkedHashMap<>();
        List<Score> all = new ArrayList<>();
        for (PointRun run : runs) {
            all.addAll(run.scores());
            for (Score score : run.scores()) {
                double mean = ScoreCell.of(
                                run.scores(),
                                other -> other.getRow().equals(score.getRow())
                                        && other.getMetric().equals(score.getMetric())
                                        && other.getContract().equals(score.getContract()))
                        .orElseThrow()
                        .mean();
                values.computeIfAbsent(
                                new Identity(score.getMetric(), score.getOracle()), unused -> new LinkedHashMap<>())
                        .computeIfAbsent(new ColumnKey(run.settings(), score.getContract()), unused -> new Values())
                        .add(run, score, mean);
            }
        }
        List<SweepTable> tables = new ArrayList<>();
        values.forEach((identity, columns) -> tables.add(table(identity, columns, ScoreTable.rowsOf(all))));
        return tables;
    }

    private static SweepTable table(Identity identity, Map<ColumnKey, Values> values, List<String> rows) {
        List<Column> columns = new ArrayList<>();
        Set<String> present = new LinkedHashSet<>();
        values.forEach((place, there) -> {
            Map<String, Cell> cells = new LinkedHashMap<>();
            there.byRow()
                    .forEach((row, bySeed) -> cells.put(
                            row,
                            new Cell(bySeed, Optional.ofNullable(there.papers().get(row)))));
            present.addAll(cells.keySet());
            columns.add(new Column(place.settings(), place.contract(), cells));
        });
        return new SweepTable(
                identity.metric(),
                identity.usesCleanData(),
                rows.stream().filter(present::contains).toList(),
                columns);
    }
}
