package org.dcd.transforms.stage.distil;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.features.FeatureNetwork;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.PixelRange;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.metric.FeatureMoments;
import org.dcd.transforms.metric.FrechetDistance;
import org.dcd.transforms.metric.Gaussian;
import org.dcd.transforms.metric.ReferenceMoments;
import org.dcd.transforms.natives.Resources;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.train.TorchCorruptor;

/**
 * The proximal Fréchet distance of generated images (paper, App. E): they are quantised as images are stored, corrupted
 * as the data with fresh draws, and compared with the measurements. The same latents and draws every time, so that
 * candidates differ in the generator alone.
 */
final class CandidateScorer implements AutoCloseable {
    private static final int MOST_AT_ONCE = 100;

    private final TorchEngine engine;
    private final Corruption corruption;
    private final OneStepGenerator generator;
    private final DataType dataType;
    private final int samples;
    private final Seeds seeds;
    private final Gaussian reference;
    private final int batch;
    private final Resources owned;
    private final TorchFunction features;
    private final TorchCorruptor corruptor;

    /** @param featuresFolder a features stage trained on measurements; another origin is refused */
    CandidateScorer(
            TorchEngine engine,
            Corruption corruption,
            FeatureNetwork network,
            OneStepGenerator generator,
            Folder featuresFolder,
            DataType dataType,
            int samples,
            Seeds seeds)
            throws IOException {
        this.engine = engine;
        this.corruption = corruption;
        this.generator = generator;
        this.dataType = dataType;
        this.samples = samples;
        this.seeds = seeds;
        ReferenceMoments stored = ReferenceMoments.read(featuresFolder, FileNames.REFERENCE_MOMENTS);
        if (stored.origin() != Origin.MEASUREMENT) {
            throw new IllegalStateException(
                    "checkpoints are selected on measurements only, the reference is of origin " + stored.origin());
        }
        this.reference = stored.gaussian();
        this.batch = Math.min(MOST_AT_ONCE, network.batch());
        Map<String, float[]> weights = Weights.read(featuresFolder, FileNames.FEATURES);
        try (Resources opening = new Resources()) {
            this.features = opening.open(() -> TorchFunction.of(engine, "features", weights, ops -> network.apply(
                            ops, TorchFunction.PREFIX, ops.input("x", network.shape()))
                    .features()));
            this.corruptor = opening.open(() -> new TorchCorruptor(engine, corruption, generator.shape()));
            this.owned = opening.keep();
        }
    }

    /**
     * Batches are computed side by side and added in order, so that the distance does not depend on the cores.
     *
     * @param candidate images [n, c, h, w] of n latents; called by several threads
     */
    double distance(BiFunction<float[], Integer, float[]> candidate) {
        FeatureMoments moments = new FeatureMoments(reference.dimension());
        List<Callable<float[]>> batches = new ArrayList<>();
        for (int first = 0; first < samples; first += batch) {
            int from = first;
            batches.add(() -> features(candidate, from));
        }
        engine.inParallel(batches).forEach(batch -> moments.add(batch, batch.length / reference.dimension()));
        return FrechetDistance.between(moments.gaussian(), reference);
    }

    /** Features of the corrupted images of one batch, [n, d]. */
    private float[] features(BiFunction<float[], Integer, float[]> candidate, int first) {
        int n = Math.min(batch, samples - first);
        float[] images = candidate.apply(latents(first, n), n);
        PixelRange.storeAs(dataType, images);
        float[] y = corruptor.measure(images, seeds("operator", first, n), seeds("noise", first, n), sigmas(first, n));
        return features.value(n, Map.of("x", y));
    }

    private float[] latents(int first, int n) {
        int size = generator.latentShape().size();
        float[] z = new float[n * size];
        for (int i = 0; i < n; i++) {
            Seeds.fillNormal(seeds.of("latent", first + i), z, i * size, size);
        }
        return z;
    }

    private long[] seeds(String purpose, int first, int n) {
        long[] values = new long[n];
        Arrays.setAll(values, i -> seeds.of(purpose, first + i));
        return values;
    }

    private double[] sigmas(int first, int n) {
        double[] values = new double[n];
        Arrays.setAll(values, i -> corruption.noise().drawSigma(seeds.of("sigma", first + i)));
        return values;
    }

    @Override
    public void close() {
        owned.close();
    }
}
