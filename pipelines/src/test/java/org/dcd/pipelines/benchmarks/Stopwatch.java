package org.dcd.pipelines.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Seconds of each of many equal pieces of work. */
final class Stopwatch {
    private final List<Double> seconds = new ArrayList<>();

    /** Seconds of this piece. */
    double time(Runnable work) {
        long before = System.nanoTime();
        work.run();
        double took = (System.nanoTime() - before) * 1e-9;
        seconds.add(took);
        return took;
    }

    /** Pieces per second over all the time measured. */
    double rate() {
        return seconds.size()
                / seconds.stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Pieces per second of the median piece, which other load on the machine touches less. */
    double medianRate() {
        List<Double> sorted = seconds.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return 1 / median;
    }
}
