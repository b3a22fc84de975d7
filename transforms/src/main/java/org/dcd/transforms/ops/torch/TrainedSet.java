package org.dcd.transforms.ops.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.natives.Resources;
import org.dcd.transforms.ops.ParameterSpec;

/**
 * A parameter set with Adam's moments and, optionally, its moving average and loss scale: the state that a training
 * step changes. Weights and loss scale have a copy on each device.
 */
final class TrainedSet implements AutoCloseable {
    private final String name;
    private final Resources owned;
    private final Map<String, Replicas> read = new LinkedHashMap<>();
    private final Map<String, ParameterSet> sets = new LinkedHashMap<>();

    /** @param scaled whether the loss is scaled */
    TrainedSet(
            TorchDevices devices,
            String name,
            List<ParameterSpec> specs,
            boolean averaged,
            boolean scaled,
            Function<ParameterSpec, float[]> initial) {
        this.name = name;
        TorchEngine first = devices.first();
        try (Resources opening = new Resources()) {
            replicate(name, opening.open(() -> new Replicas(devices, specs, initial)));
            sets.put(name + Adam.FIRST_MOMENT, opening.open(() -> ParameterSet.zeros(first, specs)));
            sets.put(name + Adam.SECOND_MOMENT, opening.open(() -> ParameterSet.zeros(first, specs)));
            if (averaged) {
                sets.put(name + Adam.AVERAGE, opening.open(() -> ParameterSet.of(first, specs, initial)));
            }
            if (scaled) {
                replicate(
                        name + LossScale.SUFFIX,
                        opening.open(() -> new Replicas(devices, LossScale.SPECS, LossScale::initial)));
            }
            this.owned = opening.keep();
        }
    }

    private void replicate(String set, Replicas replicas) {
        read.put(set, replicas);
        sets.put(set, replicas.first());
    }

    /** The sets that gradients use, by their names in functions. */
    Map<String, Replicas> read() {
        return read;
    }

    /** All sets on the first device, by their names in functions. */
    Map<String, ParameterSet> sets() {
        return sets;
    }

    /** Copies what the update changed to the other devices. */
    void distribute() {
        read.values().forEach(Replicas::distribute);
    }

    Replicas weights() {
        return read.get(name);
    }

    ParameterSet average() {
        return sets.get(name + Adam.AVERAGE);
    }

    /** Adds all values as {@code <set>/<parameter>}. */
    void save(Map<String, Tensor> state) {
        sets.forEach((set, parameters) ->
                parameters.values().forEach((parameter, values) -> state.put(set + "/" + parameter, values)));
    }

    /** Restores all values. */
    void restore(Map<String, Tensor> state) {
        sets.forEach((set, parameters) -> parameters.set(parameter -> state.get(set + "/" + parameter)));
        distribute();
    }

    @Override
    public void close() {
        owned.close();
    }
}
