package org.dcd.transforms.stage.score;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.Contract;
import org.dcd.schemas.Score;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageResult;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.metric.Accumulator;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.MetricInput;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.StageTime;
import org.dcd.transforms.stage.WorkTimer;

/** Computes the scores of a row from the merged accumulators, and writes them with their protocols. */
final class ScoreResult {
    private final ScorePlan plan;
    private final ScoreSpec spec;
    private final NoiseAssumption.Resolved noise;
    private final ScorePartial found;
    private final RowScores row;
    private final Map<MetricInput, ReferenceSet> references = new EnumMap<>(MetricInput.class);
    private final List<Score> scores = new ArrayList<>();
    private final List<String> notes;

    private ScoreResult(ScorePlan plan, ScorePartial found) throws IOException {
        this.plan = plan;
        this.spec = plan.task().spec();
        this.noise = spec.dataSigma().resolve(plan.task());
        this.found = found;
        this.row = new RowScores(
                spec.row().id(),
                spec.seed(),
                spec.row().isSampled() ? spec.seed() : 0,
                spec.nfe().of(noise));
        this.notes = new ArrayList<>(plan.notes());
    }

    /**
     * Writes the table of scores. Figures: {@code images} and each score by name, mean over the sets; infinite scores
     * become notes.
     *
     * @param found merged accumulators of all shards
     */
    static StageResult finish(ScorePlan plan, ScorePartial found) throws IOException {
        try (WorkTimer.Span span = WorkTimer.start()) {
            return new ScoreResult(plan, found).finish(span);
        }
    }

    private StageResult finish(WorkTimer.Span span) throws IOException {
        for (Metric metric : plan.metrics()) {
            score(metric);
        }
        RowScores.write(plan.task().work(), scores);
        try (ProgressLog log = ProgressLog.open(plan.task().work())) {
            log.append(new ProgressLine(System.currentTimeMillis(), plan.images(), plan.images(), "img", Map.of(), ""));
        }
        Map<String, Double> figures = new LinkedHashMap<>(Map.of("images", (double) plan.images()));
        scores.forEach(score -> figures.merge(score.getMetric(), score.getValue() / plan.sets(), Double::sum));
        RowScores.moveInfinite(row.row(), figures, notes);
        StageTime time = StageTime.of(plan.split(), found.seconds(), span.time());
        time.addTo(figures, 0);
        return new StageResult(plan.task(), List.of(), figures, notes, List.of(), time.started(), time.seconds());
    }

    private void score(Metric metric) throws IOException {
        MetricInput input = metric.input();
        if (!references.containsKey(input)) {
            references.put(input, ReferenceSet.of(plan.task(), input));
        }
        ReferenceSet reference = references.get(input);
        Contract protocol = Protocol.of(metric, reference.network(), Protocol.quantiser(spec.dataType()))
                .setReference(reference.text(metric))
                .setReferenceCount(reference.images(metric))
                .setCorruption(
                        input.usesCleanReference() ? Protocol.NONE : Protocol.text(noise.corruption(spec.corruption())))
                .build();
        long fewest = reference.isOfFile() ? Long.MAX_VALUE : protocol.getReferenceCount();
        for (int set = 0; set < plan.sets(); set++) {
            int of = set;
            Accumulator accumulator = accumulator(set, metric);
            metric.finish(accumulator, reference)
                    .forEach(value ->
                            scores.add(row.score(value, protocol, input.usesCleanReference(), plan.images(of), of)));
            fewest = Math.min(fewest, accumulator.count());
        }
        int features = reference.network().dimension();
        if (metric.needsMomentsOnly() && fewest <= features) {
            notes.add(protocol.getName() + " of " + row.row() + " compares " + fewest + " images with " + features
                    + " features: too few, the distance is biased");
        }
    }

    private Accumulator accumulator(int set, Metric metric) {
        Accumulator accumulator = found.accumulator(set, Evaluator.slot(plan.metrics(), metric));
        long seen = accumulator == null ? 0 : accumulator.count();
        if (seen != plan.images(set)) {
            throw new IllegalStateException(plan.task().name() + ": " + Registry.nameOf(metric) + " has features of "
                    + seen + " of " + plan.images(set) + " images");
        }
        return accumulator;
    }
}
