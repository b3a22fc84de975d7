package org.dcd.transforms.ops.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/**
 * One step of training whose batch is split into shards that are computed side by side, each on one core. Gradients are
 * summed in the order of the shards, so the result depends on their number and neither on threads nor on cores. On the
 * CPU this beats libtorch's own threads, which meet after every operation.
 */
public final class ShardedStep {
    private final TorchEngine engine;
    private final TorchProgram program;
    private final String gradients;
    private final String update;
    private final int shards;

    /**
     * @param gradients function of a part of the batch, as {@link Adam#emitGradients} ends it
     * @param update function of the gradients of {@code shards} parts, as {@link Adam#emitUpdate} makes it
     */
    public ShardedStep(TorchEngine engine, TorchProgram program, String gradients, String update, int shards) {
        this.engine = engine;
        this.program = program;
        this.gradients = gradients;
        this.update = update;
        this.shards = shards;
    }

    /**
     * @param batch tensors whose first dimension is the batch, at least as long as there are shards
     * @param averageDecay β of the moving average; of no effect when there is none
     */
    public TrainingStep run(
            Map<String, ParameterList> sets,
            List<HostTensor> batch,
            double learningRate,
            long step,
            double averageDecay,
            long dropoutSeed) {
        int n = Math.toIntExact(batch.get(0).shape()[0]);
        try (NDManager scope = program.newScope()) {
            List<Callable<NDArray[]>> work = IntStream.range(0, shards)
                    .<Callable<NDArray[]>>mapToObj(shard -> {
                        int from = (int) ((long) n * shard / shards);
                        int to = (int) ((long) n * (shard + 1) / shards);
                        return () -> {
                            engine.seed(dropoutSeed + shard);
                            return program.call(
                                    scope,
                                    gradients,
                                    sets,
                                    batch.stream()
                                            .map(tensor -> tensor.rows(from, to))
                                            .toList(),
                                    (double) (to - from) / n);
                        };
                    })
                    .toList();
            List<NDArray> all = new ArrayList<>();
            if (program.isRandom(gradients)) {
                // Threads would take turns at libtorch's one generator as it pleases them.
                work.forEach(shard ->
                        engine.sideBySide(List.of(shard)).forEach(results -> all.addAll(Arrays.asList(results))));
            } else {
                engine.sideBySide(work).forEach(results -> all.addAll(Arrays.asList(results)));
            }
            NDArray[] results = program.callOn(scope, update, sets, all, learningRate, step, averageDecay);
            return new TrainingStep(results[0].toFloatArray()[0], results[1].toFloatArray()[0]);
        }
    }
}
