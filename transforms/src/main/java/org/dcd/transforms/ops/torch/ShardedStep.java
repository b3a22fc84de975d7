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
 * One step of training whose batch is split into shards that are computed side by side, each on one core. Gradients are
 * summed in the order of the shards, so the result depends on their number and neither on threads nor on cores. On the
 * CPU this beats libtorch's own threads, which meet after every operation.
 */
final class ShardedStep {
    private final TorchEngine engine;
    private final TorchProgram program;
    private final String gradients;
    private final String update;
    private final int shards;

    /**
     * @param gradients function of a part of the batch, as {@link Adam#emitGradients} ends it
     * @param update function of the gradients of {@code shards} parts, as {@link Adam#emitUpdate} makes it
     */
    ShardedStep(TorchEngine engine, TorchProgram program, String gradients, String update, int shards) {
        this.engine = engine;
        this.program = program;
        this.gradients = gradients;
        this.update = update;
        this.shards = shards;
    }

    /** Parameters that the gradients use of a set. */
    List<ParameterSpec> parameters(String set) {
        return program.binding(gradients).script().parameters(set);
    }

    /**
     * @param sets parameter sets of both functions by name
     * @param n images of the batch, at least as many as there are shards
     * @param batch values of every input by name, row-major; the first dimension of each is the batch
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

    /** Results of all shards, each under its own name. */
    private Map<String, NDArray> ofAllShards(List<Callable<Map<String, NDArray>>> work) {
        List<Map<String, NDArray>> shardResults = new ArrayList<>();
        if (program.isRandom(gradients)) {
            // libtorch has one random generator: parallel shards would draw from it in an arbitrary order.
            work.forEach(shard -> shardResults.addAll(engine.sideBySide(List.of(shard))));
        } else {
            shardResults.addAll(engine.sideBySide(work));
        }
        Map<String, NDArray> all = new LinkedHashMap<>();
        for (int shard = 0; shard < shardResults.size(); shard++) {
            int part = shard;
            shardResults.get(shard).forEach((name, array) -> all.put(Adam.ofPart(part, name), array));
        }
        return all;
    }

    /** Images from, …, to - 1 of every input, copied. */
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
