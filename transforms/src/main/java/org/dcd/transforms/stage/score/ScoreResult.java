package org.dcd.transforms.stage.score;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.Contract;
import org.dcd.schemas.Score;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.table.TableWriter;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.metric.FeatureMoments;
import org.dcd.transforms.metric.Gaussian;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.MetricValue;
import org.dcd.transforms.metric.MomentMetric;
import org.dcd.transforms.metric.ReferenceMoments;
import org.dcd.transforms.metric.Statistic;
import org.dcd.transforms.metric.SumMetric;
import org.dcd.transforms.metric.Sums;
import org.dcd.transforms.metric.VectorMetric;
import org.dcd.transforms.metric.VectorTable;
import org.dcd.transforms.metric.Vectors;
import org.dcd.transforms.metric.View;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.StageTime;
import org.dcd.transforms.stage.WorkClock;

/** Computes the scores of a row from what its images came to, and writes them with their contracts. */
public final class ScoreResult {
    private static final String NONE = "none";

    private final ScorePlan plan;
    private final ScoreSpec spec;
    private final NoiseAssumption.Known noise;
    private final Map<String, Statistic> statistics;
    private final Map<View, Reference> references = new EnumMap<>(View.class);
    private final List<Score> scores = new ArrayList<>();
    private final List<String> notes;

    private ScoreResult(ScorePlan plan, Map<String, Statistic> statistics) throws IOException {
        this.plan = plan;
        this.spec = plan.task().spec();
        this.noise = spec.dataSigma().resolve(plan.task());
        this.statistics = statistics;
        this.notes = new ArrayList<>(plan.notes());
    }

    /**
     * Writes the table of scores. Figures: {@code images} and each score by name, the mean over the sets; an infinite
     * one is told in a note.
     *
     * @param statistics of the row by {@link ScoreShard#slot}
     */
    public static StageResult of(ScorePlan plan, Map<String, Statistic> statistics) throws IOException {
        try (WorkClock.Piece piece = WorkClock.begin()) {
            return of(plan, statistics, piece);
        }
    }

    private static StageResult of(ScorePlan plan, Map<String, Statistic> statistics, WorkClock.Piece piece)
            throws IOException {
        ScoreResult result = new ScoreResult(plan, statistics);
        for (Metric metric : plan.metrics()) {
            result.score(metric);
        }
        result.write();
        Map<String, Double> figures = new LinkedHashMap<>(Map.of("images", (double) plan.images()));
        result.scores.forEach(score -> figures.merge(score.getMetric(), score.getValue() / plan.sets(), Double::sum));
        InfiniteScores.intoNotes(result.spec.row().id(), figures, result.notes);
        StageTime time = StageTime.of(plan.divided(), worked(statistics), piece.worked());
        time.addTo(figures, 0);
        return new StageResult(
                plan.task(), List.of(), figures, result.notes, List.of(), time.started(), time.seconds());
    }

    /** Seconds of the shards by process. */
    private static Map<String, Double> worked(Map<String, Statistic> statistics) {
        Map<String, Double> seconds = new HashMap<>();
        statistics.forEach((slot, statistic) -> {
            if (slot.startsWith(ScoreShard.WORKED)) {
                seconds.put(slot, ((Sums) statistic).values()[0]);
            }
        });
        return seconds;
    }

    private void score(Metric metric) throws IOException {
        if (!references.containsKey(metric.view())) {
            references.put(metric.view(), Reference.of(plan.task(), metric.view()));
        }
        Reference reference = references.get(metric.view());
        if (metric instanceof MomentMetric moments) {
            byMoments(moments, reference);
        } else if (metric instanceof SumMetric sums) {
            Contract contract = contract(metric, reference, NONE, NONE, 0);
            for (int set = 0; set < plan.sets(); set++) {
                add(metric, contract, sums.of((Sums) statistic(set, metric)), set);
            }
        } else if (metric instanceof VectorMetric vectors) {
            byVectors(vectors, reference);
        }
    }

    private void byMoments(MomentMetric metric, Reference reference) throws IOException {
        ReferenceMoments stored = reference.moments();
        Gaussian clean = stored.gaussian();
        Contract contract =
                contract(metric, reference, metric.divisor(), stored.text(reference.view()), stored.count());
        long fewest = stored.fileSha256().isPresent() ? Long.MAX_VALUE : stored.count();
        for (int set = 0; set < plan.sets(); set++) {
            FeatureMoments row = (FeatureMoments) statistic(set, metric);
            add(metric, contract, metric.of(row.gaussian(), clean), set);
            fewest = Math.min(fewest, row.count());
        }
        if (fewest <= clean.dimension()) {
            notes.add(contract.getName() + " of " + spec.row().id() + " compares " + fewest + " images by "
                    + clean.dimension() + " features: too few, the distance is biased");
        }
    }

    private void byVectors(VectorMetric metric, Reference reference) throws IOException {
        long most = ScoreShard.vectors(metric, spec.count());
        Vectors clean = reference.vectors(most);
        Contract contract = contract(metric, reference, NONE, reference.view().reference(), clean.n());
        for (int set = 0; set < plan.sets(); set++) {
            Vectors row = VectorTable.read(
                    plan.task().work(), ScoreShard.vectors(set, metric.view()), plan.images(set), most);
            add(metric, contract, metric.of(row, clean), set);
        }
    }

    private Statistic statistic(int set, Metric metric) {
        Statistic statistic = statistics.get(ScoreShard.slot(set, metric));
        long seen = statistic == null ? 0 : statistic.count();
        if (seen != plan.images(set)) {
            throw new IllegalStateException(plan.task().name() + ": " + Registry.nameOf(metric) + " has features of "
                    + seen + " images of " + plan.images(set));
        }
        return statistic;
    }

    private void add(Metric metric, Contract contract, List<MetricValue> values, int set) {
        for (MetricValue value : values) {
            scores.add(Score.newBuilder()
                    .setRow(spec.row().id())
                    .setMetric(value.name())
                    .setValue(value.value())
                    .setDeviation(
                            value.deviation().isPresent() ? value.deviation().getAsDouble() : null)
                    .setSeed(spec.seed())
                    .setOracle(metric.view().oracle())
                    .setContract(contract)
                    .setCount(plan.images(set))
                    .setSampleSeed(spec.row().isSampled() ? spec.seed() : 0)
                    .setSampleSet(set)
                    .setNfe(spec.nfe().of(noise))
                    .build());
        }
    }

    private Contract contract(Metric metric, Reference reference, String divisor, String of, long count) {
        return reference
                .contract(Registry.nameOf(metric), spec.dataType())
                .setDivisor(divisor)
                .setReference(of)
                .setReferenceCount(count)
                .setEstimator(metric.estimator())
                .setCorruption(metric.view().oracle() ? NONE : text(noise.corruption(spec.corruption())))
                .build();
    }

    private void write() throws IOException {
        TableWriter.write(plan.task().work(), FileNames.part(FileNames.SCORES, 0, 1), Score.class, out -> {
            for (Score score : scores) {
                out.add(score);
            }
        });
        try (ProgressLog log = ProgressLog.open(plan.task().work())) {
            log.append(new ProgressLine(System.currentTimeMillis(), plan.images(), plan.images(), "img", Map.of(), ""));
        }
    }

    /** Such as {@code identity + gaussian[sigma=0.2]}. */
    public static String text(Corruption corruption) {
        return text(corruption.operator()) + " + " + text(corruption.noise());
    }

    public static String text(Object member) {
        String values = member.toString();
        int bracket = values.indexOf('[');
        return Registry.nameOf(member) + (bracket < 0 || values.endsWith("[]") ? "" : values.substring(bracket));
    }
}
