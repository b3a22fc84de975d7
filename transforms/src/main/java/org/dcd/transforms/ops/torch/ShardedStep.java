package org.dcd.transforms.ops.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.dcd.transforms.ops.ParameterSpec;

/**
 * A training step whose batch is split into shards that are computed in parallel, each on one core. Gradients are
 * summed in the order of the shards, so the result depends on the number of shards but not on threads or cores. On the
 * CPU this is faster than libtorch's own threads, which synchronise after every operation.
 */
final class ShardedStep {
    private final TorchEngine engine;
    private final TorchProgram program;
    private final String gradients;
    private final String update;
    private final int shards;

    /**
     * @param engine libtorch on the device
     * @param program program with both functions
     * @param gradients name of the function with the results of {@link Adam#emitGradients}
     * @param update name of the function of {@link Adam#emitUpdate} for {@code shards} parts
     * @param shards number of shards
     */
    ShardedStep(TorchEngine engine, TorchProgram program, String gradients, String update, int shards) {
        this.engine = engine;
        this.program = program;
        this.gradients = gradients;
        this.update = update;
        this.shards = shards;
    }

    /** Parameters of a set that the gradients use. */
    List<ParameterSpec> parameters(String set) {
        return program.binding(gradients).script().parameters(set);
    }

    /**
     * Performs a step.
     *
     * @param sets parameter sets of both functions by name
     * @param n number of images, at least the number of shards
     * @param batch values of every input by name, row-major; the first dimension of each is the batch
     * @param settings settings of the step
     */
    TrainingStep run(Map<String, ParameterSet> sets, int n, Map<String, float[]> batch, StepSettings settings) {
        program.binding(gradients).check(n, batch);
        try (NDManager scope = program.newScope()) {
            List<Callable<Map<String, NDArray>>> work = IntStream.range(0, shards)
                    .<Callable<Map<String, NDArray>>>mapToObj(shard -> () -> {
                        int from = (int) ((long) n * shard / shards);
                        int to = (int) ((long) n * (shard + 1) / shards);
                        engine.seed(settings.dropoutSeed() + shard);
                        return program.call(
                                scope,
                                gradients,
                                sets,
                                to - from,
                                rows(batch, n, from, to),
                                Map.of(Adam.WEIGHT, (double) (to - from) / n));
                    })
                    .toList();
            Map<String, NDArray> results = program.callOn(scope, update, sets, ofAllShards(work), settings.numbers());
            return new TrainingStep(number(results, Adam.LOSS), number(results, Adam.NORM));
        }
    }

    /** Results of all shards, by names that include the shard. */
    private Map<String, NDArray> ofAllShards(List<Callable<Map<String, NDArray>>> work) {
        List<Map<String, NDArray>> shardResults = new ArrayList<>();
        if (program.isRandom(gradients)) {
            // libtorch has one global random generator, from which parallel shards would draw in arbitrary order.
            work.forEach(shard -> shardResults.addAll(engine.inParallel(List.of(shard))));
        } else {
            shardResults.addAll(engine.inParallel(work));
        }
        Map<String, NDArray> all = new LinkedHashMap<>();
        for (int shard = 0; shard < shardResults.size(); shard++) {
            int part = shard;
            shardResults.get(shard).forEach((name, array) -> all.put(Adam.ofPart(part, name), array));
        }
        return all;
    }

    /** Copies images from, …, to - 1 of every input. */
    private static Map<String, float[]> rows(Map<String, float[]> batch, int n, int from, int to) {
        Map<String, float[]> rows = new LinkedHashMap<>();
        batch.forEach((name, values) -> {
            int row = values.length / n;
            rows.put(name, Arrays.copyOfRange(values, from * row, to * row));
        });
        return rows;
    }

    private static double number(Map<String, NDArray> results, String name) {
        return results.get(name).toFloatArray()[0];
    }
}
