package org.dcd.pipelines.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.dcd.transforms.metric.Accumulator;
import org.dcd.transforms.metric.FeatureBatch;
import org.dcd.transforms.metric.FrechetDistance;
import org.dcd.transforms.metric.Gaussian;
import org.dcd.transforms.metric.MomentAccumulator;
import org.dcd.transforms.random.Seeds;

/**
 * Speed and memory of computing moments of random features as in the score stage: each worker adds its features to an
 * accumulator, and the accumulators are merged.
 */
final class MomentsBenchmark {
    private static final long MEGABYTE = 1 << 20;

    private MomentsBenchmark() {}

    /**
     * Measures adding, merging and the Fréchet distance.
     *
     * @param workers number of concurrent workers
     * @param dimension of the feature vectors
     * @param batch number of vectors that a worker adds at once
     * @param warmup number of batches before the measurement
     * @param steps number of batches measured, over all workers
     */
    static Map<String, Object> run(int workers, int dimension, int batch, int warmup, int steps) {
        BenchmarkCase.requirePositive("--threads", workers);
        BenchmarkCase.requirePositive("--dimension", dimension);
        BenchmarkCase.requirePositive("--batch", batch);
        BenchmarkCase.requirePositive("--steps", steps);
        // more vectors than features, so that covariances have full rank like those of images
        List<FeatureBatch> features = IntStream.rangeClosed(0, Math.min(steps, dimension / batch + 1))
                .mapToObj(i -> FeatureBatch.of(0, batch, Seeds.normal(i, Math.multiplyExact(batch, dimension))))
                .toList();
        added(dimension, features, 0, warmup, 1);
        long before = System.nanoTime();
        List<Accumulator> accumulators = IntStream.range(0, workers)
                .parallel()
                .mapToObj(worker -> added(dimension, features, worker, steps, workers))
                .toList();
        double adding = (System.nanoTime() - before) * 1e-9;
        int bytes = bytes(accumulators.get(0));
        before = System.nanoTime();
        Accumulator merged = accumulators.get(0);
        accumulators.subList(1, workers).forEach(merged::merge);
        Gaussian all = merged.gaussian();
        double merging = (System.nanoTime() - before) * 1e-9;
        before = System.nanoTime();
        FrechetDistance.between(all, all);
        double distance = (System.nanoTime() - before) * 1e-9;
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("what", "moments");
        figures.put("features", dimension);
        figures.put("threads", workers);
        figures.put("batch", batch);
        figures.put("steps", steps);
        figures.put("images", (long) steps * batch);
        figures.put("images_per_second", BenchmarkCase.rounded((long) steps * batch / adding));
        figures.put("accumulator_mb", bytes / MEGABYTE);
        figures.put("merge_seconds", BenchmarkCase.rounded(merging));
        figures.put("distance_seconds", BenchmarkCase.rounded(distance));
        return figures;
    }

    /** The accumulator of one worker after its share of the steps, {@code from}, {@code from + every} and so on. */
    private static Accumulator added(int dimension, List<FeatureBatch> features, int from, int steps, int every) {
        Accumulator accumulator = new MomentAccumulator(dimension);
        for (int i = from; i < steps; i += every) {
            accumulator.add(features.get(i % features.size()));
        }
        return accumulator;
    }

    /** Size of the serialised accumulator. */
    private static int bytes(Accumulator accumulator) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
            objects.writeObject(accumulator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.size();
    }
}
