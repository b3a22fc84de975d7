package org.dcd.transforms.scoring;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.Contract;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Score;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.table.TableWriter;
import org.dcd.transforms.corruption.Corruption;
import org.dcd.transforms.metric.FeatureMoments;
import org.dcd.transforms.metric.FrechetDistance;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.Files;
import org.dcd.transforms.stage.Metric;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.ScoreSpec;

/** Computes the scores of a row from its moments and writes them with their contracts. */
public final class ScoreResult {
    private ScoreResult() {}

    /**
     * Writes the table of scores. Figures: {@code images} and each metric by name.
     *
     * @param moments of the row's features, for every metric of the plan
     */
    public static StageResult of(ScorePlan plan, Map<Metric, FeatureMoments> moments) throws IOException {
        List<String> notes = new ArrayList<>(plan.notes());
        List<Score> scores = new ArrayList<>();
        Map<String, Double> figures = new HashMap<>(Map.of("images", (double) plan.images()));
        for (Metric metric : plan.metrics()) {
            FeatureMoments row = moments.get(metric);
            if (row == null || row.count() != plan.images()) {
                throw new IllegalStateException(plan.task().name() + ": " + metric.id() + " has features of "
                        + (row == null ? 0 : row.count()) + " images of " + plan.images());
            }
            Reference reference = Reference.of(plan.task(), metric);
            Score score = score(plan, reference, row);
            scores.add(score);
            figures.put(metric.id(), score.getValue());
            long fewest = Math.min(row.count(), reference.moments().count());
            if (fewest <= row.dimension()) {
                notes.add(reference.name() + " of " + score.getRow() + " compares " + fewest + " images by "
                        + row.dimension() + " features: too few, the distance is biased");
            }
        }
        write(plan, scores);
        double seconds = Duration.between(plan.started(), Instant.now()).toNanos() * 1e-9;
        return new StageResult(plan.task(), List.of(), figures, notes, List.of(), plan.started(), seconds);
    }

    private static void write(ScorePlan plan, List<Score> scores) throws IOException {
        TableWriter.write(plan.task().work(), Files.part(Files.SCORES, 0, 1), Score.class, out -> {
            for (Score score : scores) {
                out.add(score);
            }
        });
        try (ProgressLog log = ProgressLog.open(plan.task().work())) {
            log.append(new ProgressLine(System.currentTimeMillis(), plan.images(), plan.images(), "img", Map.of(), ""));
        }
    }

    private static Score score(ScorePlan plan, Reference reference, FeatureMoments row) {
        ScoreSpec spec = plan.task().spec();
        return Score.newBuilder()
                .setRow(spec.row().id())
                .setMetric(reference.metric().id())
                .setValue(FrechetDistance.between(row, reference.moments()))
                .setSeed(spec.seed())
                .setOracle(reference.oracle())
                .setContract(contract(plan, reference))
                .setCount(row.count())
                .setSampleSeed(isSampled(spec.row()) ? spec.seed() : 0)
                .setNfe(spec.nfe())
                .build();
    }

    private static Contract contract(ScorePlan plan, Reference reference) {
        ScoreSpec spec = plan.task().spec();
        return Contract.newBuilder()
                .setName(reference.name())
                .setExtractor(reference.extractor())
                .setExtractorSha256(reference.sha256())
                .setFeatureDimension(reference.moments().dimension())
                .setResize("none")
                .setQuantiser(quantiser(spec.dataType()))
                .setDivisor("N-1")
                .setReference(reference.description())
                .setReferenceCount(reference.moments().count())
                .setDataRange(List.of(-1.0, 1.0))
                .setCorruption(reference.oracle() ? "none" : text(spec.corruption()))
                .build();
    }

    private static String quantiser(DataType type) {
        return switch (type) {
            case U8 -> "u8";
            case F32 -> "none";
        };
    }

    static boolean isSampled(Row row) {
        return switch (row) {
            case TEACHER_FULL, TEACHER_TRUNCATED, GENERATOR -> true;
            case OBSERVATION, HELD_OUT -> false;
        };
    }

    /** Such as {@code identity + gaussian[sigma=0.2]}. */
    static String text(Corruption corruption) {
        return text(corruption.operator()) + " + " + text(corruption.noise());
    }

    static String text(Object member) {
        String values = member.toString();
        int bracket = values.indexOf('[');
        return Registry.nameOf(member) + (bracket < 0 || values.endsWith("[]") ? "" : values.substring(bracket));
    }
}
