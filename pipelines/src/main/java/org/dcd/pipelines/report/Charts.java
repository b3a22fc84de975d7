package org.dcd.pipelines.report;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.dcd.pipelines.report.Chart.Mark;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.schemas.Candidate;
import org.dcd.schemas.stage.ProgressLine;

/** The curves of a report, from the progress lines of its training stages. */
final class Charts {
    private static final int MAX_POINTS = 600;

    private Charts() {}

    /** @param candidates of the generator with their oracle distances; none where they were not kept */
    static List<Chart> of(List<StageFacts> stages, List<Candidate> candidates) {
        List<Chart> charts = new ArrayList<>();
        for (StageFacts stage : stages) {
            List<ProgressLine> lines = withoutUndone(stage.progress());
            switch (stage.kind()) {
                case "teacher" -> {
                    chart("Teacher loss", "per image", "loss", lines).ifPresent(charts::add);
                    chart("Teacher gradient norm", "", "gradient-norm", lines).ifPresent(charts::add);
                }
                case "distil" -> {
                    chart("Fake-score loss", "per image", "fake-loss", lines).ifPresent(charts::add);
                    chart("Generator loss", "may have any sign", "generator-loss", lines)
                            .ifPresent(charts::add);
                    chart("Distillation gradient norm", "", "gradient-norm", lines)
                            .ifPresent(charts::add);
                    chart("Proximal distance", "of generated, corrupted again, to measurements", "proximal-fd", lines)
                            .ifPresent(charts::add);
                    if (!candidates.isEmpty()) {
                        charts.add(oracle(candidates));
                    }
                }
                default -> {}
            }
        }
        return charts;
    }

    /** The companion of the proximal distance that training never saw (paper, Fig. 12). */
    private static Chart oracle(List<Candidate> candidates) {
        List<Mark> marks = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (candidate.getSelected()) {
                marks.add(
                        new Mark(candidate.getKimg(), "selected " + FormattedNumbers.figure(candidate.getFd()), true));
            }
        }
        return new Chart(
                "Distance to clean images",
                "of the same candidates, computed afterwards",
                candidates.stream().mapToDouble(Candidate::getKimg).toArray(),
                candidates.stream().mapToDouble(Candidate::getFd).toArray(),
                marks);
    }

    /** Lines of work that a rollback or a killed attempt undid are dropped: the curve shows what led to the result. */
    static List<ProgressLine> withoutUndone(List<ProgressLine> lines) {
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
        return Optional.of(new Chart(title, unit, kimg, values, marks(key, lines)));
    }

    /** Whether a note or message tells of a training that diverged and went back to a checkpoint. */
    static boolean isRollback(String message) {
        return message.contains("went back") || message.contains("diverged");
    }

    private static List<Mark> marks(String key, List<ProgressLine> lines) {
        List<Mark> marks = new ArrayList<>();
        for (ProgressLine line : lines) {
            if (line.message() != null && isRollback(line.message())) {
                marks.add(new Mark(line.done() / 1000.0, "went back", false));
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

    /** The candidate that became the generator: the last one marked as better than all before it. */
    static Optional<ProgressLine> selected(List<ProgressLine> lines) {
        return lines.stream()
                .filter(line -> line.values().getOrDefault("selected", 0.0) != 0
                        && line.values().containsKey("proximal-fd"))
                .reduce((earlier, later) -> later);
    }
}
