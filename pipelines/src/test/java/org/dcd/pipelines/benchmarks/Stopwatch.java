package org.dcd.pipelines.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Measures the durations of repeated work. */
final class Stopwatch {
    private final List<Double> seconds = new ArrayList<>();

    /** Runs the work and returns its duration in seconds. */
    double time(Runnable work) {
        long before = System.nanoTime();
        work.run();
        double took = (System.nanoTime() - before) * 1e-9;
        seconds.add(took);
        return took;
    }

    /** Repetitions per second, over all of them. */
    double rate() {
        return seconds.size()
                / seconds.stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Repetitions per second at the median duration, which is less sensitive to other load. */
    double medianRate() {
        List<Double> sorted = seconds.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return 1 / median;
    }
}
