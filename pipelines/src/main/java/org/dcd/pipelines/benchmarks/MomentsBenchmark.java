package org.dcd.pipelines.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.dcd.transforms.beam.StatisticFn;
import org.dcd.transforms.metric.Contribution;
import org.dcd.transforms.metric.FeatureBatch;
import org.dcd.transforms.metric.FeatureMoments;
import org.dcd.transforms.metric.FrechetDistance;
import org.dcd.transforms.metric.Gaussian;
import org.dcd.transforms.random.Seeds;

/**
 * Speed and memory of moments of random features, as the score stage takes them: each worker adds what it sees to an
 * accumulator, which travel and are merged.
 */
public final class MomentsBenchmark {
    private static final long MEGABYTE = 1 << 20;

    private MomentsBenchmark() {}

    /**
     * @param workers that add side by side
     * @param dimension numbers of a vector
     * @param batch vectors that a worker adds at once
     * @param warmup batches before the clock starts
     * @param steps batches measured, of all workers together
     */
    public static Map<String, Object> run(int workers, int dimension, int batch, int warmup, int steps) {
        BenchmarkCase.requirePositive("--threads", workers);
        BenchmarkCase.requirePositive("--dimension", dimension);
        BenchmarkCase.requirePositive("--batch", batch);
        BenchmarkCase.requirePositive("--steps", steps);
        StatisticFn fn = new StatisticFn();
        // Together more than there are features, so that covariances are as regular as those of images.
        List<FeatureBatch> features = IntStream.rangeClosed(0, Math.min(steps, dimension / batch + 1))
                .mapToObj(i -> new FeatureBatch(batch, Seeds.normal(i, Math.multiplyExact(batch, dimension))))
                .toList();
        added(fn, features, 0, warmup, 1);
        long before = System.nanoTime();
        List<StatisticFn.Accumulator> accumulators = IntStream.range(0, workers)
                .parallel()
                .mapToObj(worker -> added(fn, features, worker, steps, workers))
                .toList();
        double adding = (System.nanoTime() - before) * 1e-9;
        int bytes = bytes(fn, accumulators.get(0));
        before = System.nanoTime();
        Gaussian all =
                ((FeatureMoments) fn.extractOutput(fn.mergeAccumulators(new ArrayList<>(accumulators)))).gaussian();
        double merging = (System.nanoTime() - before) * 1e-9;
        before = System.nanoTime();
        FrechetDistance.between(all, all);
        double distance = (System.nanoTime() - before) * 1e-9;
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("what", "moments");
        figures.put("engine", FrechetDistance.engine());
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

    /** What one worker adds up: every so many of the steps. */
    private static StatisticFn.Accumulator added(
            StatisticFn fn, List<FeatureBatch> features, int from, int steps, int every) {
        StatisticFn.Accumulator accumulator = fn.createAccumulator();
        for (int i = from; i < steps; i += every) {
            accumulator = fn.addInput(accumulator, features.get(i % features.size()));
        }
        return accumulator;
    }

    private static int bytes(StatisticFn fn, StatisticFn.Accumulator accumulator) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            fn.getAccumulatorCoder(CoderRegistry.createDefault(), SerializableCoder.of(Contribution.class))
                    .encode(accumulator, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.size();
    }
}
