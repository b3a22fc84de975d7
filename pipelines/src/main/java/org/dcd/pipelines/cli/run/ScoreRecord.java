package org.dcd.pipelines.cli.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dcd.pipelines.cli.console.ProtocolTerms;
import org.dcd.pipelines.experiment.PaperCell;
import org.dcd.pipelines.result.PaperLine;
import org.dcd.pipelines.result.PointRun;
import org.dcd.schemas.Score;

/**
 * One score with its settings and protocol, as JSON or as a line of CSV.
 *
 * @param settings values of the sweep axes at its point, without the seed
 * @param paper the comparable value of the paper; null when the paper has none
 * @param difference value minus paper
 * @param paperNote value of the paper that is not comparable, and why; null when there is none
 */
record ScoreRecord(
        String experiment,
        Map<String, String> settings,
        String row,
        String metric,
        double value,
        Double deviation,
        long seed,
        int sampleSet,
        boolean oracle,
        Double paper,
        Double difference,
        String paperNote,
        ProtocolTerms contract) {
    static List<ScoreRecord> of(String experiment, PointRun run) {
        return run.scores().stream().map(score -> of(experiment, run, score)).toList();
    }

    private static ScoreRecord of(String experiment, PointRun run, Score score) {
        Double paper = run.paper(score).map(PaperCell::value).orElse(null);
        return new ScoreRecord(
                experiment,
                run.settings(),
                score.getRow(),
                score.getMetric(),
                score.getValue(),
                score.getDeviation(),
                score.getSeed(),
                score.getSampleSet(),
                score.getOracle(),
                paper,
                paper == null ? null : score.getValue() - paper,
                note(run, score),
                ProtocolTerms.of(score.getContract()));
    }

    private static String note(PointRun run, Score score) {
        return run.experiment().paper().stream()
                .filter(cell -> cell.row().id().equals(score.getRow())
                        && cell.metric().ours().equals(score.getMetric())
                        && run.paper(score).isEmpty())
                .map(cell -> PaperLine.of(List.of(cell), List.of(score)).get(0))
                .map(line -> "table " + line.cell().table() + " has "
                        + line.cell().name() + " " + line.cell().figure() + ", " + line.here())
                .findFirst()
                .orElse(null);
    }

    /** A header and one line per score, with a column for every setting that occurs. */
    static List<String> csv(List<ScoreRecord> lines) {
        Set<String> keys = new LinkedHashSet<>();
        lines.forEach(line -> keys.addAll(line.settings.keySet()));
        List<String> csv = new ArrayList<>();
        csv.add(row(Stream.of(
                        List.of("experiment"),
                        keys,
                        List.of(
                                "seed",
                                "row",
                                "metric",
                                "value",
                                "deviation",
                                "sample-set",
                                "oracle",
                                "paper",
                                "difference",
                                "contract",
                                "extractor-sha256"))
                .flatMap(names -> names.stream())));
        for (ScoreRecord line : lines) {
            Map<String, String> settings = new LinkedHashMap<>();
            keys.forEach(key -> settings.put(key, line.settings.getOrDefault(key, "")));
            csv.add(row(Stream.of(
                            List.of(line.experiment),
                            settings.values(),
                            List.of(
                                    line.seed,
                                    line.row,
                                    line.metric,
                                    line.value,
                                    orEmpty(line.deviation),
                                    line.sampleSet,
                                    line.oracle,
                                    orEmpty(line.paper),
                                    orEmpty(line.difference),
                                    line.contract.name(),
                                    line.contract.extractorSha256()))
                    .flatMap(values -> values.stream().map(String::valueOf))));
        }
        return csv;
    }

    private static Object orEmpty(Double value) {
        return value == null ? "" : value;
    }

    /** A line of CSV (RFC 4180). */
    private static String row(Stream<String> values) {
        return values.map(value -> value.matches("(?s).*[\",\r\n].*") ? '"' + value.replace("\"", "\"\"") + '"' : value)
                .collect(Collectors.joining(","));
    }
}
