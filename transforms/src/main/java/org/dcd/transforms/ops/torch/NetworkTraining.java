package org.dcd.transforms.ops.torch;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.natives.Resources;
import org.dcd.transforms.ops.ParameterSpec;

/** Trains one network with a loss: computes gradients, applies Adam and updates the moving average of the weights. */
public final class NetworkTraining implements AutoCloseable {
    private static final String GRADIENTS = "gradients";
    private static final String UPDATE = "update";

    private final Resources owned;
    private final TrainedSet net;
    private final ShardedStep step;

    /**
     * A network with its loss.
     *
     * @param name name in error messages
     * @param set name of the parameter set; the loss names its parameters {@code set/name}
     * @param loss mean loss of a batch
     */
    public record Network(String name, String set, Function<TorchOps, TorchTensor> loss) {}

    /**
     * Compiles the program and allocates weights and optimiser state on the device.
     *
     * @param engine libtorch on the device
     * @param network network and loss
     * @param adam optimiser
     * @param shards number of parts of a batch that are computed in parallel on the CPU, see {@link ShardedStep};
     *     ignored on a GPU
     * @param averaged whether to keep a moving average of the weights
     * @param start initial weights
     */
    public NetworkTraining(
            TorchEngine engine, Network network, Adam adam, int shards, boolean averaged, ParameterValues start) {
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
     * Performs one step on a batch of n images.
     *
     * @param n number of images
     * @param batch values of every input of the loss by name, row-major
     * @param settings settings of the step
     * @return loss and gradient norm
     */
    public TrainingStep step(int n, Map<String, float[]> batch, StepSettings settings) {
        return step(n, batch, settings, Map.of());
    }

    /**
     * Performs one step with a loss that uses other networks.
     *
     * @param frozen parameter sets of the other networks by name, which the step does not change
     */
    public TrainingStep step(
            int n, Map<String, float[]> batch, StepSettings settings, Map<String, ParameterSet> frozen) {
        Map<String, ParameterSet> sets = new HashMap<>(frozen);
        sets.putAll(net.sets());
        return step.run(sets, n, batch, settings);
    }

    /** Parameters of a set that the loss uses, in the order of first use. */
    public List<ParameterSpec> parameters(String set) {
        return step.parameters(set);
    }

    /** Current weights, owned by this object. */
    public ParameterSet weights() {
        return net.weights();
    }

    /** Moving average of the weights, owned by this object; null without averaging. */
    public ParameterSet average() {
        return net.average();
    }

    /** Adds views of weights, optimiser state and moving average to a checkpoint, by name. */
    public void save(Map<String, TensorSource> state) {
        net.save(state);
    }

    /** Restores what {@link #save} saved. If reading fails, the state is undefined. */
    public void restore(Map<String, ? extends TensorSource> state) throws IOException {
        net.restore(state);
    }

    @Override
    public void close() {
        owned.close();
    }
}
