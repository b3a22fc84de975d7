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
import org.dcd.transforms.metric.FeatureBatch;
import org.dcd.transforms.metric.Gaussian;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.ProximalFd;
import org.dcd.transforms.metric.ReferenceMoments;
import org.dcd.transforms.metric.SetPart;
import org.dcd.transforms.natives.Resources;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.score.Evaluator;
import org.dcd.transforms.stage.score.FeatureFunction;
import org.dcd.transforms.stage.score.FeatureFunction.ImageBatch;
import org.dcd.transforms.train.TorchCorruptor;

/**
 * The proximal Fréchet distance of a generator (paper, App. E): its images are quantised as images are stored,
 * corrupted as the data with fresh draws, and compared with the measurements. All candidates get the same latents and
 * draws, so that they differ in the generator alone.
 */
final class CandidateScorer implements AutoCloseable {
    private static final int MOST_AT_ONCE = 100;
    private static final Metric METRIC = new ProximalFd();

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

    /**
     * @param network network of the features
     * @param featuresFolder folder of a features stage on measurements
     * @param samples number of images of each candidate
     * @throws IllegalStateException when the reference moments are not of measurements
     */
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
                    "candidates are selected by measurements only, but the reference is of origin " + stored.origin());
        }
        this.reference = stored.gaussian();
        this.batch = Math.min(MOST_AT_ONCE, network.batch());
        Weights weights = Weights.open(featuresFolder, FileNames.FEATURES);
        try (Resources opening = new Resources()) {
            this.features = opening.open(() -> TorchFunction.of(engine, "features", weights, ops -> network.apply(
                            ops, TorchFunction.PREFIX, ops.input("x", network.shape()))
                    .features()));
            this.corruptor = opening.open(() -> new TorchCorruptor(engine, corruption, generator.shape()));
            this.owned = opening.keep();
        }
    }

    /**
     * The distance of one candidate. Batches are computed side by side and accumulated in order, so that it does not
     * depend on the number of cores.
     *
     * @param candidate maps n latents to images [n, c, h, w]; called by several threads
     */
    double distance(BiFunction<float[], Integer, float[]> candidate) throws IOException {
        List<Callable<ImageBatch>> batches = new ArrayList<>();
        for (int first = 0; first < samples; first += batch) {
            int from = first;
            int n = Math.min(batch, samples - from);
            batches.add(() -> ImageBatch.of(from, n, features(candidate, from, n)));
        }
        FeatureFunction computed = x -> FeatureBatch.of(x.first(), x.n(), x.values());
        SetPart part = SetPart.whole(generator.shape(), samples);
        Evaluator evaluator = new Evaluator(Map.of(METRIC, computed), part, batch);
        engine.inParallel(batches).forEach(evaluator::add);
        return METRIC.finish(evaluator.of(METRIC), reference).get(0).value();
    }

    /** Features of the corrupted images of one batch, [n, d]. */
    private float[] features(BiFunction<float[], Integer, float[]> candidate, int first, int n) {
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
