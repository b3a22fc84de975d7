package org.dcd.transforms.ops.torch;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.natives.Resources;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.Precision;

/** Trains one network with a loss: computes gradients, applies Adam and updates the moving average of the weights. */
public final class NetworkTraining implements AutoCloseable {
    private final Resources owned;
    private final TorchProgram.Builder source;
    private final TrainedSet net;
    private final DataParallelStep step;
    private int parts;

    /**
     * A network with its loss.
     *
     * @param name name in error messages
     * @param set name of the parameter set; the loss names its parameters {@code set/name}
     * @param loss mean loss of a batch
     */
    public record Network(String name, String set, Function<TorchOps, TorchTensor> loss) {}

    /**
     * How a network is trained.
     *
     * @param adam optimiser
     * @param precision precision inside backbones
     * @param parts number of parts of a batch, see {@link NetworkTraining#divide}
     */
    public record Settings(Adam adam, Precision precision, int parts) {
        /** Settings of a training in float32. */
        public static Settings float32(Adam adam, int parts) {
            return new Settings(adam, Precision.FLOAT32, parts);
        }

        /** Whether the loss is scaled, so that gradients do not underflow. */
        boolean scalesLoss() {
            return precision == Precision.FLOAT16;
        }
    }

    /**
     * Compiles the program and allocates weights and optimiser state.
     *
     * @param devices devices that compute gradients; the first one has the optimiser
     * @param averaged whether to keep a moving average of the weights
     * @param start initial weights
     */
    public NetworkTraining(
            TorchDevices devices, Network network, Settings settings, boolean averaged, ParameterValues start) {
        this.parts = settings.parts();
        this.source = DataParallelStep.program(network, settings, averaged);
        List<ParameterSpec> specs = parameters(network.set());
        try (Resources opening = new Resources()) {
            this.net = opening.open(
                    () -> new TrainedSet(devices, network.set(), specs, averaged, settings.scalesLoss(), start));
            this.step = opening.open(() -> new DataParallelStep(devices, source));
            this.owned = opening.keep();
        }
    }

    /**
     * Divides batches into another number of parts from now on. One device computes one part at a time. The result of a
     * step depends on the number of parts by rounding.
     */
    public void divide(int into) {
        this.parts = into;
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
    public TrainingStep step(int n, Map<String, float[]> batch, StepSettings settings, Map<String, Replicas> frozen) {
        Map<String, Replicas> read = new HashMap<>(frozen);
        read.putAll(net.read());
        TrainingStep result = step.run(net.sets(), read, n, Math.min(parts, n), batch, settings);
        net.distribute();
        return result;
    }

    /** Parameters of a set that the loss uses, in the order of first use. */
    public List<ParameterSpec> parameters(String of) {
        return DataParallelStep.parameters(source, of);
    }

    /** Current weights on all devices, owned by this object. */
    public Replicas replicas() {
        return net.weights();
    }

    /** Current weights, owned by this object. */
    public ParameterSet weights() {
        return net.weights().first();
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
