package org.dcd.transforms.ops.torch;

import java.util.List;
import java.util.function.Function;
import org.dcd.transforms.ops.Initialiser;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.random.Seeds;

/** A network in training on a loss of its data alone, and the network itself. */
public final class FitProgram implements AutoCloseable {
    private static final String NET = "net";
    /** Prefix of the parameter names of loss and value. */
    public static final String PREFIX = NET + "/";

    private static final String GRADIENTS = "gradients";
    private static final String UPDATE = "update";
    private static final String VALUE = "value";
    /** Parts of a batch that are computed side by side on a CPU; changes rounding. */
    private static final int SHARDS = 2;

    private static final Adam ADAM = new Adam(0.9, 0.999, 1e-8, 0);

    private final TorchProgram program;
    private final ShardedStep step;
    private final TrainedSet net;

    /**
     * @param loss of a batch, its mean
     * @param value what the network makes of its data
     */
    public FitProgram(
            TorchEngine engine,
            Seeds seeds,
            Function<TorchOps, TorchTensor> loss,
            Function<TorchOps, TorchTensor> value) {
        TorchProgram.Builder builder = TorchProgram.builder()
                .function(GRADIENTS, ops -> {
                    ops.train(NET);
                    return Adam.emitGradients(ops, loss.apply(ops), NET);
                })
                .function(VALUE, ops -> List.of(value.apply(ops)));
        List<ParameterSpec> parameters = builder.parameters(GRADIENTS, NET);
        int shards = engine.isGpu() ? 1 : SHARDS;
        builder.function(UPDATE, ops -> ADAM.emitUpdate(ops, NET, parameters, shards, false));
        this.program = builder.compile(engine);
        this.net = new TrainedSet(engine, NET, parameters, false, spec -> Initialiser.draw(spec, seeds));
        this.step = new ShardedStep(engine, program, GRADIENTS, UPDATE, shards);
    }

    /**
     * One step.
     *
     * @param batch data tensors, the first dimension of each the batch
     * @param step number of this step, from 1
     */
    public TrainingStep step(List<HostTensor> batch, double learningRate, long step) {
        return this.step.run(net.lists(), batch, learningRate, step, 0, 0);
    }

    /** What the network makes of data; several threads may ask at once. */
    public float[] value(List<HostTensor> data) {
        return program.run(VALUE, net.lists(), data).get(0);
    }

    @Override
    public void close() {
        net.close();
        program.close();
    }
}
