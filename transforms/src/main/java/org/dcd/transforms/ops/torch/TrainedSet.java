package org.dcd.transforms.ops.torch;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.files.safetensors.Weights;
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
            ParameterValues initial) {
        this.name = name;
        TorchEngine first = devices.first();
        try (Resources opening = new Resources()) {
            replicate(name, opening.open(() -> new Replicas(devices, specs, initial)));
            sets.put(name + Adam.FIRST_MOMENT, opening.open(() -> ParameterSet.zeros(first, specs)));
            sets.put(name + Adam.SECOND_MOMENT, opening.open(() -> ParameterSet.zeros(first, specs)));
            if (averaged) {
                ParameterValues current =
                        ParameterValues.of(Weights.ofTensors(weights().first().values()));
                sets.put(name + Adam.AVERAGE, opening.open(() -> ParameterSet.of(first, specs, current)));
            }
            if (scaled) {
                replicate(
                        name + LossScale.SUFFIX,
                        opening.open(() ->
                                new Replicas(devices, LossScale.SPECS, ParameterValues.arrays(LossScale::initial))));
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

    /** Adds views of all tensors as {@code <set>/<parameter>}, see {@link ParameterSet#values}. */
    void save(Map<String, TensorSource> state) {
        sets.forEach((set, parameters) ->
                parameters.values().forEach((parameter, values) -> state.put(set + "/" + parameter, values)));
    }

    /** Overwrites all tensors, one at a time. If reading fails, the values are undefined. */
    void restore(Map<String, ? extends TensorSource> state) throws IOException {
        for (Map.Entry<String, ParameterSet> set : sets.entrySet()) {
            set.getValue().set(parameter -> state.get(set.getKey() + "/" + parameter));
        }
        distribute();
    }

    @Override
    public void close() {
        owned.close();
    }
}
