package org.dcd.transforms.ops.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.natives.Resources;
import org.dcd.transforms.ops.ParameterSpec;

/** A parameter set with Adam's moments and, optionally, its moving average: the state that a training step changes. */
final class TrainedSet implements AutoCloseable {
    private final String name;
    private final Resources owned;
    private final Map<String, ParameterSet> sets = new LinkedHashMap<>();

    TrainedSet(
            TorchEngine engine,
            String name,
            List<ParameterSpec> specs,
            boolean averaged,
            Function<ParameterSpec, float[]> initial) {
        this.name = name;
        try (Resources opening = new Resources()) {
            sets.put(name, opening.open(() -> ParameterSet.of(engine, specs, initial)));
            sets.put(name + Adam.FIRST_MOMENT, opening.open(() -> ParameterSet.zeros(engine, specs)));
            sets.put(name + Adam.SECOND_MOMENT, opening.open(() -> ParameterSet.zeros(engine, specs)));
            if (averaged) {
                sets.put(name + Adam.AVERAGE, opening.open(() -> ParameterSet.of(engine, specs, initial)));
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

    /** Adds all values as {@code <set>/<parameter>}. */
    void save(Map<String, Tensor> state) {
        sets.forEach((set, parameters) ->
                parameters.values().forEach((parameter, values) -> state.put(set + "/" + parameter, values)));
    }

    /** Restores all values. */
    void restore(Map<String, Tensor> state) {
        sets.forEach((set, parameters) -> parameters.set(parameter -> state.get(set + "/" + parameter)));
    }

    @Override
    public void close() {
        owned.close();
    }
}
