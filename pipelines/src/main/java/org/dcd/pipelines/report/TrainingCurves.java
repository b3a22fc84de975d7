package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.styled;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.dcd.pipelines.report.Chart.Mark;
import org.dcd.pipelines.report.Chart.Scale;
import org.dcd.pipelines.report.Chart.Series;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.schemas.Candidate;
import org.dcd.schemas.stage.ProgressLine;

/** One chart for every quantity that training reports, from the progress lines of its stages. */
final class TrainingCurves {
    private static final int MAX_POINTS = 600;
    /** Curves with more points than this get a moving average. */
    private static final int SMOOTH_FROM = 40;

    private static final double LOG_FROM_RATIO = 30;

    private TrainingCurves() {}

    static Html section(List<StageFacts> stages, List<Candidate> candidates) {
        List<Chart> charts = of(stages, candidates);
        if (charts.isEmpty()) {
            return Section.of("curves", "Training curves", styled("p", "quiet", "No training progress was recorded."));
        }
        return Section.of(
                "curves",
                "Training curves",
                styled(
                        "p",
                        "quiet",
                        "The x axis is thousands of images (kimg). Pale: measured values; strong: moving average."
                                + " The generator is"
                                + " selected by the proximal distance, which uses no clean images."),
                Chart.figures("charts", charts));
    }

    /** @param candidates generators with their distances to clean images; empty when they were not kept */
    static List<Chart> of(List<StageFacts> stages, List<Candidate> candidates) {
        List<Chart> charts = new ArrayList<>();
        for (StageFacts stage : stages) {
            List<ProgressLine> lines = withoutUndoneWork(stage.progress());
            switch (stage.kind()) {
                case "teacher" -> {
                    chart("Teacher loss", "per image", "loss", lines).ifPresent(charts::add);
                    chart("Teacher gradient norm", "", "gradient-norm", lines).ifPresent(charts::add);
                }
                case "distil" -> {
                    chart("Fake-score loss", "per image", "fake-loss", lines).ifPresent(charts::add);
                    chart("Generator loss", "of either sign", "generator-loss", lines)
                            .ifPresent(charts::add);
                    chart("Distillation gradient norm", "", "gradient-norm", lines)
                            .ifPresent(charts::add);
                    chart("Proximal distance", "of corrupted samples to measurements", "proximal-fd", lines)
                            .ifPresent(charts::add);
                    if (!candidates.isEmpty()) {
                        charts.add(distancesToClean(candidates));
                    }
                }
                default -> {}
            }
        }
        return charts;
    }

    /** The distance to clean images, which training does not use (paper, Fig. 12). */
    private static Chart distancesToClean(List<Candidate> candidates) {
        List<Mark> marks = candidates.stream()
                .filter(Candidate::getSelected)
                .map(selected ->
                        new Mark(selected.getKimg(), "selected " + FormattedNumbers.figure(selected.getFd()), true))
                .toList();
        return chart(
                "Distance to clean images",
                "of the same candidates, computed afterwards",
                candidates.stream().mapToDouble(Candidate::getKimg).toArray(),
                candidates.stream().mapToDouble(Candidate::getFd).toArray(),
                marks);
    }

    /** Drops lines of work undone by a rollback or a kill, so that the curve shows what led to the result. */
    static List<ProgressLine> withoutUndoneWork(List<ProgressLine> lines) {
        Deque<ProgressLine> kept = new ArrayDeque<>();
        for (ProgressLine line : lines) {
            while (!kept.isEmpty() && kept.getLast().done() > line.done()) {
                kept.removeLast();
            }
            kept.addLast(line);
        }
        return List.copyOf(kept);
    }

    private static Optional<Chart> chart(String title, String unit, String key, List<ProgressLine> lines) {
        List<ProgressLine> points =
                lines.stream().filter(line -> line.values().containsKey(key)).toList();
        if (points.isEmpty()) {
            return Optional.empty();
        }
        int stride = (points.size() + MAX_POINTS - 1) / MAX_POINTS;
        int count = (points.size() + stride - 1) / stride;
        double[] kimg = new double[count];
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            List<ProgressLine> bucket = points.subList(i * stride, Math.min(points.size(), (i + 1) * stride));
            kimg[i] = bucket.get(bucket.size() - 1).done() / 1000.0;
            values[i] = bucket.stream()
                    .mapToDouble(line -> line.values().get(key))
                    .average()
                    .orElse(Double.NaN);
        }
        return Optional.of(chart(title, unit, kimg, values, marks(key, lines)));
    }

    /** A chart of one quantity over kimg, with a moving average when there are many points. */
    private static Chart chart(String title, String unit, double[] kimg, double[] values, List<Mark> marks) {
        boolean smoothed = values.length >= SMOOTH_FROM;
        double[] shown = smoothed ? movingAverage(values) : values;
        double least = Arrays.stream(values).filter(Double::isFinite).min().orElse(Double.POSITIVE_INFINITY);
        double most = Arrays.stream(values).filter(Double::isFinite).max().orElse(Double.NEGATIVE_INFINITY);
        boolean log = least > 0 && most / least > LOG_FROM_RATIO;
        double last = shown[shown.length - 1];
        String headline = marks.stream()
                .filter(Mark::selected)
                .map(Mark::label)
                .findFirst()
                .orElse(FormattedNumbers.figure(last));
        StringBuilder words = new StringBuilder(title + " over "
                + FormattedNumbers.figure(kimg[kimg.length - 1]) + " kimg: from "
                + FormattedNumbers.figure(values[0]) + " to " + FormattedNumbers.figure(last) + ", lowest "
                + FormattedNumbers.figure(least) + ", highest " + FormattedNumbers.figure(most));
        marks.forEach(mark -> words.append("; ")
                .append(mark.label())
                .append(" at ")
                .append(FormattedNumbers.figure(mark.x()))
                .append(" kimg"));
        return new Chart(
                title,
                Html.join(
                        styled("span", "quiet", unit + (log ? (unit.isEmpty() ? "" : ", ") + "log" : "")),
                        styled("span", "last", headline)),
                "kimg",
                kimg,
                new Scale(false, log, true),
                smoothed ? List.of(Series.pale(values), Series.line(shown)) : List.of(Series.line(values)),
                marks,
                words.toString());
    }

    /** Centred moving average over about 5% of the curve, with a smaller window near its ends. */
    static double[] movingAverage(double[] values) {
        int reach = Math.max(1, values.length / 40);
        double[] smooth = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int near = Math.min(reach, Math.min(i, values.length - 1 - i));
            smooth[i] = Arrays.stream(values, i - near, i + near + 1)
                    .filter(Double::isFinite)
                    .average()
                    .orElse(Double.NaN);
        }
        return smooth;
    }

    /** Whether a note or message reports that training diverged and was rolled back to a checkpoint. */
    static boolean isRollback(String message) {
        return message.contains("went back") || message.contains("rolled back") || message.contains("diverged");
    }

    private static List<Mark> marks(String key, List<ProgressLine> lines) {
        List<Mark> marks = new ArrayList<>();
        for (ProgressLine line : lines) {
            if (line.message() != null && isRollback(line.message())) {
                marks.add(new Mark(line.done() / 1000.0, "rollback", false));
            }
        }
        if (key.equals("proximal-fd")) {
            selected(lines)
                    .ifPresent(line -> marks.add(new Mark(
                            line.done() / 1000.0,
                            "selected " + FormattedNumbers.figure(line.values().get("proximal-fd")),
                            true)));
        }
        return marks;
    }

    /** The candidate that became the generator: the last one marked as selected. */
    static Optional<ProgressLine> selected(List<ProgressLine> lines) {
        return lines.stream()
                .filter(line -> line.values().getOrDefault("selected", 0.0) != 0
                        && line.values().containsKey("proximal-fd"))
                .reduce((earlier, later) -> later);
    }
}
