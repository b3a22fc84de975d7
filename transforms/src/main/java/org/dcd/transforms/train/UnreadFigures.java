package org.dcd.transforms.train;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Figures of steps that have not been read from the device yet. Reading waits for the device, so it happens only when
 * the figures are needed. The divergence guard then sees all steps in order.
 */
final class UnreadFigures {
    /** Greatest number of steps without reading, so that divergence is noticed and no memory accumulates. */
    static final int MOST = 64;

    private final DivergenceGuard guard;
    private final List<UnreadStep> steps = new ArrayList<>();
    private final Map<String, DoubleSummaryStatistics> window = new LinkedHashMap<>();

    private record UnreadStep(long number, Supplier<Map<String, Double>> figures) {}

    /** Thrown when training has diverged at a step that may lie before the current one. */
    static final class DivergedAt extends Exception {
        private final long step;

        DivergedAt(long step, String problem) {
            super(problem);
            this.step = step;
        }

        long step() {
            return step;
        }
    }

    UnreadFigures(DivergenceGuard guard) {
        this.guard = guard;
    }

    /** Adds a step; reads all steps when there are {@value #MOST}. */
    void add(long step, Supplier<Map<String, Double>> figures) throws DivergedAt {
        steps.add(new UnreadStep(step, figures));
        if (steps.size() == MOST) {
            read();
        }
    }

    /**
     * Reads the figures of all steps.
     *
     * @throws DivergedAt for the first step at which the guard detects divergence
     */
    void read() throws DivergedAt {
        List<Map<String, Double>> read =
                steps.stream().map(step -> step.figures().get()).toList();
        List<UnreadStep> observed = List.copyOf(steps);
        steps.clear();
        for (int i = 0; i < observed.size(); i++) {
            Map<String, Double> figures = read.get(i);
            String problem = guard.observe(figures.get(TrainingLoop.WATCHED), figures.get(TrainingLoop.NORM));
            if (problem != null) {
                throw new DivergedAt(observed.get(i).number(), problem);
            }
            figures.forEach((name, value) -> window.computeIfAbsent(name, key -> new DoubleSummaryStatistics())
                    .accept(value));
        }
    }

    /**
     * Means of the figures that were read since the last call. Figures with a value that is not finite are left out.
     */
    Map<String, Double> means() {
        Map<String, Double> means = new LinkedHashMap<>();
        window.forEach((name, values) -> {
            // A figure that is not finite belongs to a skipped update; JSON has no literal for it.
            if (Double.isFinite(values.getSum())) {
                means.put(name, values.getAverage());
            }
        });
        window.clear();
        return means;
    }
}
