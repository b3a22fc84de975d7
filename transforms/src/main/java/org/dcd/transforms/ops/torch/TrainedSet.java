package org.dcd.transforms.ops.torch;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.natives.Resources;
import org.dcd.transforms.ops.ParameterSpec;

/** A parameter set with Adam's moments and, optionally, its moving average: the state that a training step changes. */
final class TrainedSet implements AutoCloseable {
    private final String name;
    private final Resources owned;
    private final Map<String, ParameterSet> sets = new LinkedHashMap<>();

    TrainedSet(TorchEngine engine, String name, List<ParameterSpec> specs, boolean averaged, ParameterValues initial) {
        this.name = name;
        try (Resources opening = new Resources()) {
            sets.put(name, opening.open(() -> ParameterSet.of(engine, specs, initial)));
            sets.put(name + Adam.FIRST_MOMENT, opening.open(() -> ParameterSet.zeros(engine, specs)));
            sets.put(name + Adam.SECOND_MOMENT, opening.open(() -> ParameterSet.zeros(engine, specs)));
            if (averaged) {
                ParameterValues current =
                        ParameterValues.of(Weights.ofTensors(weights().values()));
                sets.put(name + Adam.AVERAGE, opening.open(() -> ParameterSet.of(engine, specs, current)));
            }
            this.owned = opening.keep();
        }
    }

    /** Parameter sets by their names in functions. */
    Map<String, ParameterSet> sets() {
        return sets;
    }

    ParameterSet weights() {
        return sets.get(name);
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
    }

    @Override
    public void close() {
        owned.close();
    }
}
