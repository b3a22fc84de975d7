package org.dcd.transforms.stage.compare;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.Contract;
import org.dcd.schemas.Image;
import org.dcd.schemas.Origin;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.TableWriter;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.metric.LearnedPairMetric;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.MetricValue;
import org.dcd.transforms.metric.PairMetric;
import org.dcd.transforms.metric.ScoreNames;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.pretrained.Pretrained;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.score.InfiniteScores;
import org.dcd.transforms.stage.score.PairModel;
import org.dcd.transforms.stage.score.Reference;
import org.dcd.transforms.stage.score.RowImage;
import org.dcd.transforms.stage.score.ScoreResult;

/** Scores restored images against the clean ones of the same ids. Few and small: one worker reads them all. */
public final class PairComparison {
    private static final String NONE = "none";

    private final StageTask<CompareSpec> task;
    private final CompareSpec spec;

    private PairComparison(StageTask<CompareSpec> task) {
        this.task = task;
        this.spec = task.spec();
    }

    /** Figures: {@code images} and each score by name; an infinite one is told in a note. */
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
        Map<String, Double> figures = new LinkedHashMap<>(Map.of("images", (double) restored.size()));
        for (Metric metric : spec.metrics()) {
            Score score = score(metric, restored, clean);
            scores.add(score);
            figures.put(score.getMetric(), score.getValue());
        }
        TableWriter.write(task.work(), FileNames.part(FileNames.SCORES, 0, 1), Score.class, out -> {
            for (Score score : scores) {
                out.add(score);
            }
        });
        double seconds = (System.nanoTime() - startNanos) * 1e-9;
        List<String> notes = new ArrayList<>();
        InfiniteScores.intoNotes(spec.row(), figures, notes);
        return new StageResult(task, List.of(), figures, notes, List.of(), started, seconds);
    }

    /** Restored images in their order, and the clean image of each. */
    private void read(List<float[]> restored, List<float[]> clean) throws IOException {
        Map<Long, float[]> byId = new LinkedHashMap<>();
        read("images", FileNames.RESTORED, Origin.GENERATED, byId);
        Map<Long, float[]> held = new LinkedHashMap<>();
        read("clean-images", FileNames.HELD_OUT, Origin.CLEAN, held);
        byId.forEach((id, image) -> {
            float[] partner = held.get(id);
            if (partner == null) {
                throw new IllegalStateException(task.name() + ": image " + id + " was restored, but no clean image of"
                        + " that id is held out");
            }
            restored.add(image);
            clean.add(partner);
        });
    }

    private void read(String role, String table, Origin origin, Map<Long, float[]> byId) throws IOException {
        Folder folder = task.inputFolder(role);
        for (String part : Tables.parts(folder, table)) {
            Tables.readFile(folder, part, Image.class, row -> {
                RowImage image = RowImage.of(row);
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

    private Score score(Metric metric, List<float[]> restored, List<float[]> clean) throws IOException {
        if (metric instanceof LearnedPairMetric learned) {
            try (PairModel model = PairModel.open(learned, spec.shape(), weights(learned), OrtOptions.cpu(1))) {
                Network network = new Network(
                        learned.networkName() + "-" + model.shortHash(), learned.networkName(), model.sha256());
                return score(metric, network, distances(model, restored, clean));
            }
        }
        double[] values = new double[restored.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = ((PairMetric) metric).of(restored.get(i), clean.get(i), spec.shape());
        }
        return score(metric, new Network("values", NONE, NONE), values);
    }

    /** Those that a metric asks for, in its order. */
    private List<Pretrained> weights(LearnedPairMetric metric) throws IOException {
        Map<String, Pretrained> given = new LinkedHashMap<>();
        for (HashedFile file : spec.weights()) {
            Pretrained one = Pretrained.read(file);
            given.put(one.name(), one);
        }
        return metric.weights().stream().map(given::get).toList();
    }

    private double[] distances(PairModel model, List<float[]> restored, List<float[]> clean) {
        double[] values = new double[restored.size()];
        int size = spec.shape().size();
        for (int first = 0; first < values.length; first += model.batch()) {
            int n = Math.min(model.batch(), values.length - first);
            float[] x = new float[n * size];
            float[] y = new float[n * size];
            for (int i = 0; i < n; i++) {
                System.arraycopy(restored.get(first + i), 0, x, i * size, size);
                System.arraycopy(clean.get(first + i), 0, y, i * size, size);
            }
            float[] distances = model.run(x, y, n);
            for (int i = 0; i < n; i++) {
                values[first + i] = distances[i];
            }
        }
        return values;
    }

    /** What a score is computed with, for its contract. */
    private record Network(String shortName, String kind, String sha256) {}

    private Score score(Metric metric, Network network, double[] values) {
        MetricValue value = MetricValue.meanOf(ScoreNames.of(metric).get(0), values);
        return Score.newBuilder()
                .setRow(spec.row())
                .setMetric(value.name())
                .setValue(value.value())
                .setDeviation(value.deviation().isPresent() ? value.deviation().getAsDouble() : null)
                .setSeed(spec.seed())
                .setOracle(true)
                .setContract(contract(metric, network, values.length))
                .setCount(values.length)
                .setSampleSeed(0)
                .setNfe(spec.evaluations())
                .build();
    }

    private Contract contract(Metric metric, Network network, int count) {
        return Contract.newBuilder()
                .setName(Registry.nameOf(metric) + "[" + network.shortName() + "]")
                .setExtractor(network.kind())
                .setExtractorSha256(network.sha256())
                .setFeatureDimension(spec.shape().size())
                .setResize(NONE)
                .setQuantiser(Reference.quantiser(spec.dataType()))
                .setDivisor(NONE)
                .setReference("the held-out image of each, measured by " + ScoreResult.text(spec.corruption()))
                .setReferenceCount(count)
                .setDataRange(List.of(-1.0, 1.0))
                .setEstimator(metric.estimator())
                .setCorruption(NONE)
                .build();
    }
}
