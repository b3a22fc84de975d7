package org.dcd.pipelines.result;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.dcd.pipelines.experiment.Sweep;
import org.dcd.pipelines.experiment.SweepPoint;
import org.dcd.pipelines.experiment.Trend;

/** Checks the expectations of a sweep on several points. A score is the mean over its sets of samples. */
public final class Trends {
    private Trends() {}

    /**
     * Checks each trend for each combination of the other axes, such as each seed. A trend fails when a point is not
     * finished or protocols differ.
     *
     * @param finished the finished points with their scores
     */
    public static List<ExpectationResult> check(Sweep sweep, List<PointRun> finished) {
        List<ExpectationResult> results = new ArrayList<>();
        for (Trend trend : sweep.expect()) {
            lines(sweep.points(), trend.along()).forEach((others, points) -> {
                if (points.size() > 1) {
                    results.add(check(trend, others, points, finished));
                }
            });
        }
        return results;
    }

    /** Groups the points that differ only in a key and the keys bound to it, by their other settings. */
    private static Map<Map<String, String>, List<SweepPoint>> lines(List<SweepPoint> points, String along) {
        Set<String> bound = bound(points, along);
        Map<Map<String, String>, List<SweepPoint>> lines = new LinkedHashMap<>();
        for (SweepPoint point : points) {
            if (point.settings().containsKey(along)) {
                Map<String, String> others = new LinkedHashMap<>(point.settings());
                others.keySet().removeAll(bound);
                lines.computeIfAbsent(others, unused -> new ArrayList<>()).add(point);
            }
        }
        return lines;
    }

    /** A key and the keys bound to it, which have one value for each of its values: zipped, or constant. */
    private static Set<String> bound(List<SweepPoint> points, String along) {
        Map<String, Map<String, Set<String>>> seen = new HashMap<>();
        for (SweepPoint point : points) {
            String at = point.settings().getOrDefault(along, "");
            point.settings().forEach((key, value) -> seen.computeIfAbsent(key, unused -> new HashMap<>())
                    .computeIfAbsent(at, unused -> new LinkedHashSet<>())
                    .add(value));
        }
        return seen.entrySet().stream()
                .filter(key -> key.getValue().values().stream().allMatch(values -> values.size() == 1))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static ExpectationResult check(
            Trend trend, Map<String, String> others, List<SweepPoint> points, List<PointRun> finished) {
        String text = trend.text() + (others.isEmpty() ? "" : " at " + SweepPoint.label(others));
        List<ScoreCell> cells = new ArrayList<>();
        for (SweepPoint point : points) {
            Optional<ScoreCell> cell = run(point, finished)
                    .flatMap(run -> ScoreCell.find(
                            run.scores(), trend.score().row(), trend.score().metric()));
            if (cell.isEmpty()) {
                return new ExpectationResult(text, false, "missing: " + point.label());
            }
            cells.add(cell.get());
        }
        List<String> protocols = cells.stream()
                .filter(cell ->
                        !cell.any().getContract().equals(cells.get(0).any().getContract()))
                .map(cell -> cell.any().getContract().getName())
                .toList();
        if (!protocols.isEmpty()) {
            return new ExpectationResult(
                    text,
                    false,
                    "refused: " + cells.get(0).any().getContract().getName() + " and " + protocols.get(0)
                            + " are different protocols");
        }
        List<Double> values = cells.stream().map(ScoreCell::mean).toList();
        boolean holds = trend.holds(values);
        return new ExpectationResult(
                text,
                holds,
                (holds ? "" : "not ")
                        + values.stream()
                                .map(FormattedNumbers::figure)
                                .collect(Collectors.joining(
                                        " " + trend.direction().symbol() + " ")));
    }

    private static Optional<PointRun> run(SweepPoint point, List<PointRun> finished) {
        PointRun wanted = PointRun.of(point, List.of());
        return finished.stream()
                .filter(run -> run.settings().equals(wanted.settings()) && run.seed() == wanted.seed())
                .findFirst();
    }
}
