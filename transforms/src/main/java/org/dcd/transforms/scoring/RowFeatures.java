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
 * Features of a row's images for one metric. Distances to clean images take the images as they are stored, u8 or float;
 * proximal distances corrupt them with fresh draws, which depend on the seed, the row and the image's id alone. Every
 * row is taken for clean images, the measurements of the observation too; those of another shape become images first,
 * by the pseudo-inverse of the operator.
 */
final class RowFeatures implements AutoCloseable {
    private final ScoreSpec spec;
    private final SharedModels.Lease extractor;
    /** Null when there is nothing to corrupt or invert. */
    private final Corruptor corruptor;

    private final boolean measured;
    private final boolean proximal;

    private RowFeatures(
            ScoreSpec spec, SharedModels.Lease extractor, Corruptor corruptor, boolean measured, boolean proximal) {
        this.spec = spec;
        this.extractor = extractor;
        this.corruptor = corruptor;
        this.measured = measured;
        this.proximal = proximal;
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
                SharedModels.lease(task.inputFolder(Reference.role(metric)), Files.FEATURES_ONNX, options);
        try {
            boolean measured = !shape.equals(spec.shape());
            boolean proximal = metric == Metric.PROXIMAL_FD;
            Corruptor corruptor = measured || proximal ? corruptors.apply(spec.corruption(), spec.shape()) : null;
            return new RowFeatures(spec, extractor, corruptor, measured, proximal);
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
     * @param values images or measurements, one for each id, row-major
     * @param operatorSeeds with which measurements were taken; of others any
     * @return features [n, d]
     */
    float[] of(float[] values, long[] ids, long[] operatorSeeds) {
        float[] x = measured ? corruptor.asImages(values, operatorSeeds) : values.clone();
        PixelRange.storeAs(spec.dataType(), x);
        float[] input = proximal ? corrupted(x, ids) : x;
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
