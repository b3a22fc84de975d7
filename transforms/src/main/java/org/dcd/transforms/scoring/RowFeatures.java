package org.dcd.transforms.scoring;

import java.io.IOException;
import java.util.Map;
import java.util.function.BiFunction;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.corruption.Corruption;
import org.dcd.transforms.corruption.Corruptor;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.PixelRange;
import org.dcd.transforms.onnx.OnnxExport;
import org.dcd.transforms.onnx.OrtModel;
import org.dcd.transforms.onnx.OrtOptions;
import org.dcd.transforms.onnx.SharedModels;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.Files;
import org.dcd.transforms.stage.Metric;
import org.dcd.transforms.stage.ScoreSpec;

/**
 * Features of a row's images for one metric. Distances to clean images take the images as u8; proximal distances
 * corrupt the u8 images with fresh draws, which depend on the seed, the row and the image's id alone. Every row is
 * taken for clean images, the measurements of the observation too.
 */
final class RowFeatures implements AutoCloseable {
    private final ScoreSpec spec;
    private final SharedModels.Lease extractor;
    /** Null when nothing is corrupted. */
    private final Corruptor corruptor;

    private RowFeatures(ScoreSpec spec, SharedModels.Lease extractor, Corruptor corruptor) {
        this.spec = spec;
        this.extractor = extractor;
        this.corruptor = corruptor;
    }

    static RowFeatures open(
            StageTask<ScoreSpec> task,
            Metric metric,
            ImageShape shape,
            OrtOptions options,
            BiFunction<Corruption, ImageShape, Corruptor> corruptors)
            throws IOException {
        ScoreSpec spec = task.spec();
        SharedModels.Lease extractor =
                SharedModels.lease(task.inputFolder(Reference.role(metric)), Files.CLASSIFIER_ONNX, options);
        try {
            Corruptor corruptor = metric == Metric.PROXIMAL_FD ? corruptors.apply(spec.corruption(), shape) : null;
            return new RowFeatures(spec, extractor, corruptor);
        } catch (RuntimeException e) {
            extractor.close();
            throw e;
        }
    }

    /** d. */
    int dimension() {
        return extractor.model().outputSize(OnnxExport.FEATURES);
    }

    /**
     * @param x images, one for each id, row-major; changed by quantising
     * @return features [n, d]
     */
    float[] of(float[] x, long[] ids) {
        for (int k = 0; k < x.length; k++) {
            x[k] = PixelRange.toFloat(PixelRange.toByte(x[k]));
        }
        float[] input = corruptor == null ? x : corrupted(x, ids);
        OrtModel model = extractor.model();
        return model.run(ids.length, Map.of(OnnxExport.X, input), OnnxExport.FEATURES)
                .floats(OnnxExport.FEATURES);
    }

    private float[] corrupted(float[] x, long[] ids) {
        Seeds seeds = new Seeds(spec.seed());
        String row = "/" + spec.row().id();
        int n = ids.length;
        long[] operatorSeeds = new long[n];
        long[] noiseSeeds = new long[n];
        double[] sigmas = new double[n];
        for (int i = 0; i < n; i++) {
            operatorSeeds[i] = seeds.of("score/operator" + row, ids[i]);
            noiseSeeds[i] = seeds.of("score/noise" + row, ids[i]);
            sigmas[i] = spec.corruption().noise().drawSigma(seeds.of("score/sigma" + row, ids[i]));
        }
        return corruptor.measure(x, operatorSeeds, noiseSeeds, sigmas);
    }

    @Override
    public void close() {
        if (corruptor != null) {
            corruptor.close();
        }
        extractor.close();
    }
}
