package org.dcd.transforms.stage.score;

import java.io.IOException;
import java.util.Map;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.PixelRange;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.Corruptor;
import org.dcd.transforms.metric.FeatureBatch;
import org.dcd.transforms.metric.MetricInput;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.ort.OrtOutputs;
import org.dcd.transforms.ort.SharedModels;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.score.FeatureFunction.ImageBatch;

/**
 * Features or values of a row's images for one input of metrics. Distances to clean images use the images in the data
 * type in which they are stored; proximal distances corrupt them with fresh draws, which depend only on the seed, the
 * row and the image's id. Every row is treated as clean images, including the measurements of the observation;
 * measurements of another shape are first mapped to images by the pseudo-inverse of the operator.
 */
final class RowFeatures implements FeatureFunction, AutoCloseable {
    private final ScoreSpec spec;
    private final Corruption corruption;
    private final MetricInput input;
    private final boolean withLogits;
    /** Null if values are compared. */
    private final SharedModels.Lease extractor;
    /** Null if nothing is corrupted or inverted. */
    private final Corruptor corruptor;

    private final boolean measured;

    private RowFeatures(
            ScoreSpec spec,
            Corruption corruption,
            MetricInput input,
            boolean withLogits,
            SharedModels.Lease extractor,
            Corruptor corruptor,
            boolean measured) {
        this.spec = spec;
        this.corruption = corruption;
        this.input = input;
        this.withLogits = withLogits;
        this.extractor = extractor;
        this.corruptor = corruptor;
        this.measured = measured;
    }

    /** @param shape shape of the row's images or measurements */
    static RowFeatures open(
            StageTask<ScoreSpec> task,
            MetricInput input,
            boolean withLogits,
            ImageShape shape,
            OrtOptions options,
            Corruptor.Factory corruptors)
            throws IOException {
        ScoreSpec spec = task.spec();
        Corruption corruption = spec.dataSigma().resolve(task).corruption(spec.corruption());
        SharedModels.Lease extractor = input.ofFeatures()
                ? SharedModels.lease(task.inputFolder(input.role()), FileNames.FEATURES_ONNX, options)
                : null;
        try {
            boolean measured = !shape.equals(spec.shape());
            Corruptor corruptor = measured || input == MetricInput.MEASUREMENT_FEATURES
                    ? corruptors.of(corruption, spec.shape())
                    : null;
            return new RowFeatures(spec, corruption, input, withLogits, extractor, corruptor, measured);
        } catch (RuntimeException e) {
            if (extractor != null) {
                extractor.close();
            }
            throw e;
        }
    }

    @Override
    public FeatureBatch of(ImageBatch images) {
        float[] x = measured
                ? corruptor.asImages(images.values(), images.operatorSeeds())
                : images.values().clone();
        PixelRange.storeAs(spec.dataType(), x);
        if (extractor == null) {
            return FeatureBatch.of(images.first(), images.n(), x);
        }
        Map<String, float[]> tensors =
                Map.of(OnnxExport.X, input == MetricInput.MEASUREMENT_FEATURES ? corrupted(x, images.ids()) : x);
        if (!withLogits) {
            float[] features = extractor
                    .model()
                    .run(images.n(), tensors, OnnxExport.FEATURES)
                    .floats(OnnxExport.FEATURES);
            return FeatureBatch.of(images.first(), images.n(), features);
        }
        OrtOutputs outputs = extractor.model().run(images.n(), tensors, OnnxExport.FEATURES, OnnxExport.LOGITS);
        return FeatureBatch.classified(
                images.first(), images.n(), outputs.floats(OnnxExport.FEATURES), outputs.floats(OnnxExport.LOGITS));
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
            sigmas[i] = corruption.noise().drawSigma(seeds.of("score/sigma" + row, ids[i]));
        }
        return corruptor.measure(x, operatorSeeds, noiseSeeds, sigmas);
    }

    @Override
    public void close() {
        if (corruptor != null) {
            corruptor.close();
        }
        if (extractor != null) {
            extractor.close();
        }
    }
}
