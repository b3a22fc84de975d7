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
import org.dcd.transforms.metric.View;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.StageTime;
import org.dcd.transforms.stage.WorkClock;

/** Computes the scores of a row from what its shards found, and writes them with their protocols. */
public final class ScoreResult {
    private final ScorePlan plan;
    private final ScoreSpec spec;
    private final NoiseAssumption.Resolved noise;
    private final ScorePartial found;
    private final ScoredRow row;
    private final Map<View, StoredReference> references = new EnumMap<>(View.class);
    private final List<Score> scores = new ArrayList<>();
    private final List<String> notes;

    private ScoreResult(ScorePlan plan, ScorePartial found) throws IOException {
        this.plan = plan;
        this.spec = plan.task().spec();
        this.noise = spec.dataSigma().resolve(plan.task());
        this.found = found;
        this.row = new ScoredRow(
                spec.row().id(),
                spec.seed(),
                spec.row().isSampled() ? spec.seed() : 0,
                spec.nfe().of(noise));
        this.notes = new ArrayList<>(plan.notes());
    }

    /**
     * Writes the table of scores. Figures: {@code images} and each score by name, the mean over the sets; an infinite
     * one becomes a note.
     *
     * @param found by all shards together
     */
    public static StageResult finish(ScorePlan plan, ScorePartial found) throws IOException {
        try (WorkClock.Piece piece = WorkClock.begin()) {
            return new ScoreResult(plan, found).finish(piece);
        }
    }

    private StageResult finish(WorkClock.Piece piece) throws IOException {
        for (Metric metric : plan.metrics()) {
            score(metric);
        }
        ScoredRow.write(plan.task().work(), scores);
        try (ProgressLog log = ProgressLog.open(plan.task().work())) {
            log.append(new ProgressLine(System.currentTimeMillis(), plan.images(), plan.images(), "img", Map.of(), ""));
        }
        Map<String, Double> figures = new LinkedHashMap<>(Map.of("images", (double) plan.images()));
        scores.forEach(score -> figures.merge(score.getMetric(), score.getValue() / plan.sets(), Double::sum));
        ScoredRow.moveInfinite(row.row(), figures, notes);
        StageTime time = StageTime.of(plan.divided(), found.seconds(), piece.worked());
        time.addTo(figures, 0);
        return new StageResult(plan.task(), List.of(), figures, notes, List.of(), time.started(), time.seconds());
    }

    private void score(Metric metric) throws IOException {
        View view = metric.view();
        if (!references.containsKey(view)) {
            references.put(view, StoredReference.of(plan.task(), view));
        }
        StoredReference reference = references.get(view);
        Contract protocol = Protocol.of(metric, reference.network(), Protocol.quantiser(spec.dataType()))
                .setReference(reference.text(metric))
                .setReferenceCount(reference.images(metric))
                .setCorruption(
                        view.usesCleanReference() ? Protocol.NONE : Protocol.text(noise.corruption(spec.corruption())))
                .build();
        long fewest = reference.isOfFile() ? Long.MAX_VALUE : protocol.getReferenceCount();
        for (int set = 0; set < plan.sets(); set++) {
            int of = set;
            Accumulator accumulator = accumulator(set, metric);
            metric.finish(accumulator, reference)
                    .forEach(value ->
                            scores.add(row.score(value, protocol, view.usesCleanReference(), plan.images(of), of)));
            fewest = Math.min(fewest, accumulator.count());
        }
        int features = reference.network().dimension();
        if (metric.needsMomentsOnly() && fewest <= features) {
            notes.add(protocol.getName() + " of " + row.row() + " compares " + fewest + " images by " + features
                    + " features: too few, the distance is biased");
        }
    }

    private Accumulator accumulator(int set, Metric metric) {
        Accumulator accumulator = found.accumulator(set, Evaluator.slot(plan.metrics(), metric));
        long seen = accumulator == null ? 0 : accumulator.count();
        if (seen != plan.images(set)) {
            throw new IllegalStateException(plan.task().name() + ": " + Registry.nameOf(metric) + " has features of "
                    + seen + " images of " + plan.images(set));
        }
        return accumulator;
    }
}
