package org.dcd.transforms.stage.compare;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.schemas.Contract;
import org.dcd.schemas.Image;
import org.dcd.schemas.Origin;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.metric.Accumulator;
import org.dcd.transforms.metric.LearnedPairMetric;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.pretrained.Pretrained;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.score.Evaluator;
import org.dcd.transforms.stage.score.PairModel;
import org.dcd.transforms.stage.score.Protocol;
import org.dcd.transforms.stage.score.RowScores;
import org.dcd.transforms.stage.score.RowTable.StoredImage;

/** Scores restored images against the clean images with the same ids. They are few, so one worker reads all of them. */
public final class PairComparison {
    private final StageTask<CompareSpec> task;
    private final CompareSpec spec;

    private PairComparison(StageTask<CompareSpec> task) {
        this.task = task;
        this.spec = task.spec();
    }

    /** Runs the stage. Figures: {@code images} and each score by name; infinite scores become notes. */
    public static StageResult run(StageTask<CompareSpec> task) throws IOException {
        return new PairComparison(task).run();
    }

    private StageResult run() throws IOException {
        Instant started = Instant.now();
        long startNanos = System.nanoTime();
        List<float[]> restored = new ArrayList<>();
        List<float[]> clean = new ArrayList<>();
        read(restored, clean);
        List<Score> scores = new ArrayList<>();
        for (Metric metric : spec.metrics()) {
            scores.addAll(scores(metric, restored, clean));
        }
        RowScores.write(task.work(), scores);
        Map<String, Double> figures = new LinkedHashMap<>(Map.of("images", (double) restored.size()));
        scores.forEach(score -> figures.put(score.getMetric(), score.getValue()));
        double seconds = (System.nanoTime() - startNanos) * 1e-9;
        List<String> notes = new ArrayList<>();
        RowScores.moveInfinite(spec.row(), figures, notes);
        return new StageResult(task, List.of(), figures, notes, List.of(), started, seconds);
    }

    /** Reads the restored images in their order, and the clean image of each. */
    private void read(List<float[]> restored, List<float[]> clean) throws IOException {
        Map<Long, float[]> byId = new LinkedHashMap<>();
        read("images", FileNames.RESTORED, Origin.GENERATED, byId);
        Map<Long, float[]> held = new LinkedHashMap<>();
        read("clean-images", FileNames.HELD_OUT, Origin.CLEAN, held);
        byId.forEach((id, image) -> {
            float[] partner = held.get(id);
            if (partner == null) {
                throw new IllegalStateException(task.name() + ": image " + id + " was restored, but there is no"
                        + " held-out image with that id");
            }
            restored.add(image);
            clean.add(partner);
        });
    }

    private void read(String role, String table, Origin origin, Map<Long, float[]> byId) throws IOException {
        Folder folder = task.inputFolder(role);
        for (String part : Tables.parts(folder, table)) {
            Tables.readFile(folder, part, Image.class, row -> {
                StoredImage image = StoredImage.of(row);
                if (image.origin() != origin || !image.shape().equals(spec.shape())) {
                    throw new DamagedFileException(
                            folder,
                            part,
                            "holds image " + image.id() + " of " + image.shape() + " and origin " + image.origin()
                                    + ", expected " + spec.shape() + " and " + origin);
                }
                float[] values = new float[spec.shape().size()];
                image.decode(values, 0);
                byId.put(image.id(), values);
            });
        }
    }

    /** The scores of one metric; at most one network is in memory. */
    private List<Score> scores(Metric metric, List<float[]> restored, List<float[]> clean) throws IOException {
        Optional<LearnedPairMetric> learned = metric.learned();
        if (learned.isEmpty()) {
            Protocol.Network values = Protocol.Network.values(spec.shape().size());
            return scores(metric, Map.of(), values, restored, clean);
        }
        try (PairModel model = PairModel.open(learned.get(), spec.shape(), weights(learned.get()), OrtOptions.cpu(1))) {
            return scores(metric, Map.of(learned.get(), model), model.network(), restored, clean);
        }
    }

    private List<Score> scores(
            Metric metric,
            Map<LearnedPairMetric, PairModel> models,
            Protocol.Network network,
            List<float[]> restored,
            List<float[]> clean)
            throws IOException {
        int count = restored.size();
        Accumulator accumulator = Evaluator.ofPairs(
                        List.of(metric), models, spec.shape(), count, restored.iterator()::next, clean.iterator()::next)
                .of(metric);
        Contract protocol = Protocol.of(metric, network, Protocol.quantiser(spec.dataType()))
                .setReference("the held-out image of each, measured by " + Protocol.text(spec.corruption()))
                .setReferenceCount(count)
                .build();
        RowScores row = new RowScores(spec.row(), spec.seed(), 0, spec.evaluations());
        return metric.finish(accumulator, accumulator).stream()
                .map(value -> row.score(value, protocol, true, count, 0))
                .toList();
    }

    /** The weights of a metric, in its order. */
    private List<Pretrained> weights(LearnedPairMetric metric) throws IOException {
        Map<String, Pretrained> given = new LinkedHashMap<>();
        for (HashedFile file : spec.weights()) {
            Pretrained one = Pretrained.read(file);
            given.put(one.name(), one);
        }
        return metric.weights().stream().map(given::get).toList();
    }
}
