package org.dcd.pipelines.benchmarks;

import java.util.Map;
import org.dcd.transforms.ops.Initialiser;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TrainingStep;

/** Speed of the steps of a {@link Workload}. Batches are drawn within the step. */
final class TrainingBenchmark {
    /** Small, so that networks with random weights stay finite for any number of steps. */
    private static final double LEARNING_RATE = 1e-5;

    /** Creates a workload. */
    @FunctionalInterface
    interface Factory {
        Workload create(BenchmarkCase what, TorchEngine engine, Workload.Weights weights);
    }

    private TrainingBenchmark() {}

    /**
     * The results, with the names that train_peer.py uses.
     *
     * @param name name of the benchmark in the results
     */
    static Map<String, Object> run(String name, BenchmarkCase what, TorchEngine engine, Factory factory) {
        Stopwatch watch = new Stopwatch();
        TrainingStep[] last = new TrainingStep[1];
        double cpu;
        double loss;
        try (Workload workload = factory.create(what, engine, (set, spec) -> Initialiser.draw(spec, what.seeds()))) {
            for (int step = 1; step <= what.warmup(); step++) {
                workload.step(step, LEARNING_RATE);
            }
            cpu = ProcessFigures.cpuSeconds();
            for (int step = what.warmup() + 1; step <= what.warmup() + what.steps(); step++) {
                int number = step;
                watch.time(() -> last[0] = workload.step(number, LEARNING_RATE));
            }
            loss = last[0].loss();
            cpu = ProcessFigures.cpuSeconds() - cpu;
        }
        if (!Double.isFinite(loss)) {
            throw new ArithmeticException("the loss of the last step is " + loss);
        }
        Map<String, Object> figures = what.describe(name, engine.description());
        figures.put("images_per_second", BenchmarkCase.rounded(watch.rate() * what.batch()));
        figures.put("images_per_second_median_step", BenchmarkCase.rounded(watch.medianRate() * what.batch()));
        figures.put("cpu_seconds_per_step", Math.round(cpu / what.steps() * 1e4) / 1e4);
        figures.put("loss", loss);
        return figures;
    }
}
