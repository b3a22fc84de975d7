package org.dcd.transforms.ops.torch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.natives.Resources;
import org.dcd.transforms.ops.ParameterSpec;

/** Training of one network on a loss: gradients, Adam and a moving average of the weights. */
public final class NetworkTraining implements AutoCloseable {
    private static final String GRADIENTS = "gradients";
    private static final String UPDATE = "update";

    private final Resources owned;
    private final TrainedSet net;
    private final ShardedStep step;

    /**
     * What is trained.
     *
     * @param name used in messages
     * @param set name of the parameter set; parameters of the loss are named {@code set/name}
     * @param loss of a batch, its mean
     */
    public record Network(String name, String set, Function<TorchOps, TorchTensor> loss) {}

    /**
     * @param shards parts into which a batch is split, see {@link ShardedStep}; one on a GPU
     * @param averaged whether the moving average of the weights is kept
     * @param start weights to start from, row-major
     */
    public NetworkTraining(
            TorchEngine engine,
            Network network,
            Adam adam,
            int shards,
            boolean averaged,
            Function<ParameterSpec, float[]> start) {
        String set = network.set();
        TorchProgram.Builder builder = TorchProgram.builder(network.name()).function(GRADIENTS, ops -> {
            ops.train(set);
            return Adam.emitGradients(ops, network.loss().apply(ops), set);
        });
        List<ParameterSpec> specs = builder.parameters(GRADIENTS, set);
        int parts = engine.isGpu() ? 1 : shards;
        builder.function(UPDATE, ops -> adam.emitUpdate(ops, set, specs, parts, averaged));
        try (Resources opening = new Resources()) {
            TorchProgram program = opening.open(() -> builder.compile(engine));
            this.net = opening.open(() -> new TrainedSet(engine, set, specs, averaged, start));
            this.step = new ShardedStep(engine, program, GRADIENTS, UPDATE, parts);
            this.owned = opening.keep();
        }
    }

    /**
     * One step on a batch of n images.
     *
     * @param batch values of every input of the loss by name, row-major
     */
    public TrainingStep step(int n, Map<String, float[]> batch, StepSettings settings) {
        return step(n, batch, settings, Map.of());
    }

    /** @param frozen further parameter sets of the loss, which this step does not change */
    public TrainingStep step(
            int n, Map<String, float[]> batch, StepSettings settings, Map<String, ParameterSet> frozen) {
        Map<String, ParameterSet> sets = new HashMap<>(frozen);
        sets.putAll(net.sets());
        return step.run(sets, n, batch, settings);
    }

    /** Parameters that the loss uses of a set, in the order of first use. */
    public List<ParameterSpec> parameters(String set) {
        return step.parameters(set);
    }

    public ParameterSet weights() {
        return net.weights();
    }

    /** Moving average of the weights. */
    public ParameterSet average() {
        return net.average();
    }

    /** Adds everything that training changes, by name. */
    public void save(Map<String, Tensor> state) {
        net.save(state);
    }

    public void restore(Map<String, Tensor> state) {
        net.restore(state);
    }

    @Override
    public void close() {
        owned.close();
    }
}
