package org.dcd.transforms.beam;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.DataType;
import org.dcd.schemas.FeatureVector;
import org.dcd.schemas.Image;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageInput;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.TableWriter;
import org.dcd.transforms.contract.TestIds;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.PixelRange;
import org.dcd.transforms.image.TensorData;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.Corruptor;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.metric.ExtractorFacts;
import org.dcd.transforms.metric.FeatureMoments;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.ReferenceMoments;
import org.dcd.transforms.metric.VectorTable;
import org.dcd.transforms.ops.onnx.ModelMetadata;
import org.dcd.transforms.ops.onnx.TinyModels;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.score.ScoreSpec;

/** Finished stages for tests of scores: 300 images of 2x2 pixels, whose features are their pixels. */
final class ScoreStages {
    static final ImageShape SHAPE = new ImageShape(1, 2, 2);
    static final long SEED = 5;
    private static final int N = 300;
    private static final double SIGMA = 0.5;
    private static final Corruption CORRUPTION = new Corruption(new Identity(), new GaussianNoise(SIGMA));

    private final Path store;

    ScoreStages(Path store) throws IOException {
        this.store = store;
        writeImages("dataset", FileNames.HELD_OUT, Origin.CLEAN, clean());
        writeImages("dataset", FileNames.TRAIN, Origin.CLEAN, clean());
        writeSamples(Origin.GENERATED);
        writeMeasurements();
        writeFeatures("oracle", Origin.CLEAN, clean());
        writeFeatures("proximal", Origin.MEASUREMENT, measurements());
    }

    /** y = x + σε. */
    record AddNoise(ImageShape shape) implements Corruptor {
        @Override
        public float[] measure(float[] images, long[] operatorSeeds, long[] noiseSeeds, double[] sigmas) {
            float[] y = images.clone();
            for (int i = 0; i < sigmas.length; i++) {
                float[] noise = Seeds.normal(noiseSeeds[i], shape.size());
                for (int k = 0; k < noise.length; k++) {
                    y[i * shape.size() + k] += (float) (sigmas[i] * noise[k]);
                }
            }
            return y;
        }

        @Override
        public float[] asImages(float[] measurements, long[] operatorSeeds) {
            return measurements;
        }

        @Override
        public void close() {}
    }

    Folder folder(String name) {
        return Folder.at(store.resolve(name).toString());
    }

    float[] clean() {
        return pixels(1, 0.3f);
    }

    float[] samples() {
        return pixels(2, 0.2f);
    }

    private static float[] pixels(long seed, float scale) {
        float[] x = Seeds.normal(seed, N * SHAPE.size());
        for (int k = 0; k < x.length; k++) {
            x[k] = PixelRange.toFloat(PixelRange.toByte(x[k] * scale));
        }
        return x;
    }

    private float[] measurements() {
        float[] y = clean();
        float[] noise = Seeds.normal(3, y.length);
        for (int k = 0; k < y.length; k++) {
            y[k] += (float) SIGMA * noise[k];
        }
        return y;
    }

    static FeatureMoments moments(float[] features) {
        FeatureMoments moments = new FeatureMoments(SHAPE.size());
        moments.add(features, features.length / SHAPE.size());
        return moments;
    }

    void writeFeatures(String name, Origin origin, float[] reference) throws IOException {
        Folder folder = folder(name);
        folder.write(
                FileNames.FEATURES_ONNX,
                out -> out.write(TinyModels.pixelClassifier(SHAPE, Map.of("test.name", name))));
        ReferenceMoments.write(
                folder,
                FileNames.REFERENCE_MOMENTS,
                moments(reference),
                origin,
                ExtractorFacts.of("pixels", sha256(name)));
        TableWriter.write(folder, FileNames.part(FileNames.VECTORS, 0, 1), FeatureVector.class, out -> {
            for (int i = 0; i < N; i++) {
                VectorTable.add(out, i, reference, i * SHAPE.size(), SHAPE.size());
            }
        });
    }

    void replaceExtractor(String name) throws IOException {
        folder(name)
                .write(
                        FileNames.FEATURES_ONNX,
                        out -> out.write(TinyModels.pixelFeatures(SHAPE, Map.of("test.name", "another"))));
    }

    String cleanExtractorSha256() throws IOException {
        return sha256("oracle");
    }

    private String sha256(String name) throws IOException {
        try (InputStream in = folder(name).open(FileNames.FEATURES_ONNX)) {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(in.readAllBytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The extractor of clean features as the command line takes it. */
    Path extractor() throws IOException {
        byte[] model = TinyModels.pixelClassifier(
                SHAPE, Map.of(ModelMetadata.KIND, "features", ModelMetadata.IMAGE_SHAPE, SHAPE.toString()));
        return Files.write(store.resolve("pixels.onnx"), model);
    }

    /** All samples, in one table. */
    Path samplesFile() throws IOException {
        writeImages("sets", "samples", Origin.GENERATED, samples(), 1);
        return store.resolve("sets/" + FileNames.part("samples", 0, 1));
    }

    Path cleanFile() throws IOException {
        writeImages("sets", "clean", Origin.CLEAN, clean(), 1);
        return store.resolve("sets/" + FileNames.part("clean", 0, 1));
    }

    void writeSamples(Origin origin) throws IOException {
        writeImages("samples", FileNames.SAMPLES, origin, samples());
    }

    /** In two parts. */
    private void writeImages(String stage, String table, Origin origin, float[] pixels) throws IOException {
        writeImages(stage, table, origin, pixels, 2);
    }

    private void writeImages(String stage, String table, Origin origin, float[] pixels, int parts) throws IOException {
        for (int part = 0; part < parts; part++) {
            int from = part * N / parts;
            TableWriter.write(folder(stage), FileNames.part(table, part, parts), Image.class, out -> {
                for (int i = from; i < from + N / parts; i++) {
                    byte[] bytes = new byte[SHAPE.size()];
                    for (int k = 0; k < bytes.length; k++) {
                        bytes[k] = PixelRange.toByte(pixels[i * bytes.length + k]);
                    }
                    out.add(new Image((long) i, origin, -1, 1, 2, 2, DataType.U8, ByteBuffer.wrap(bytes)));
                }
            });
        }
    }

    private void writeMeasurements() throws IOException {
        float[] y = measurements();
        TableWriter.write(folder("corrupt"), FileNames.part(FileNames.MEASUREMENTS, 0, 1), Measurement.class, out -> {
            for (int i = 0; i < N; i++) {
                ByteBuffer data = TensorData.encodeF32(y, i * SHAPE.size(), SHAPE.size());
                out.add(new Measurement((long) i, Origin.MEASUREMENT, -1, 1, 2, 2, DataType.F32, data, 0L, 0L, SIGMA));
            }
        });
    }

    StageTask<ScoreSpec> task(Row row, List<Metric> metrics, long count, String key) {
        return task(row, metrics, count, 1, key);
    }

    StageTask<ScoreSpec> task(Row row, List<Metric> metrics, long count, int sets, String key) {
        ScoreSpec spec = new ScoreSpec(
                row,
                metrics,
                CORRUPTION,
                count,
                sets,
                new ScoreSpec.Evaluations.Fixed(row == Row.GENERATOR ? 1 : 0),
                SHAPE,
                DataType.U8,
                SEED,
                new NoiseAssumption.Stored());
        StageInput images =
                switch (row) {
                    case OBSERVATION -> input("images", "corrupt", "corrupt");
                    case TEACHER_FULL, TEACHER_TRUNCATED, GENERATOR -> input("images", "sample", "samples");
                    case HELD_OUT -> input("images", "dataset", "dataset");
                };
        return new StageTask<>(
                TestIds.of("score", key),
                "score:" + row.id(),
                spec,
                List.of(
                        images,
                        input("oracle-features", "features", "oracle"),
                        input("proximal-features", "features", "proximal"),
                        input("clean-images", "dataset", "dataset")),
                folder(key));
    }

    StageTask<ScoreSpec> withShape(StageTask<ScoreSpec> task, ImageShape shape) {
        ScoreSpec s = task.spec();
        ScoreSpec spec = new ScoreSpec(
                s.row(),
                s.metrics(),
                s.corruption(),
                s.count(),
                s.sets(),
                s.nfe(),
                shape,
                s.dataType(),
                s.seed(),
                s.dataSigma());
        return task.withSpec(spec);
    }

    private StageInput input(String role, String kind, String folder) {
        return new StageInput(role, folder, TestIds.of(kind, folder), folder(folder));
    }
}
