package org.dcd.transforms.ops.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.ops.ParameterSpec;

/**
 * A parameter set with the moments of Adam and, optionally, its moving average: all that a step of training changes.
 */
public final class TrainedSet implements AutoCloseable {
    private final String name;
    private final Map<String, ParameterList> lists = new LinkedHashMap<>();

    public TrainedSet(
            TorchEngine engine,
            String name,
            List<ParameterSpec> specs,
            boolean averaged,
            Function<ParameterSpec, float[]> initial) {
        this.name = name;
        lists.put(name, ParameterList.of(engine, specs, initial));
        lists.put(name + "_m", ParameterList.zeros(engine, specs));
        lists.put(name + "_v", ParameterList.zeros(engine, specs));
        if (averaged) {
            lists.put(name + "_ema", ParameterList.of(engine, specs, initial));
        }
    }

    /** Lists by the names that functions know them under. */
    public Map<String, ParameterList> lists() {
        return lists;
    }

    public ParameterList weights() {
        return lists.get(name);
    }

    public ParameterList average() {
        return lists.get(name + "_ema");
    }

    /** Adds all values under {@code <list>/<parameter>}. */
    public void save(Map<String, Tensor> state) {
        lists.forEach((list, parameters) ->
                parameters.values().forEach((parameter, values) -> state.put(list + "/" + parameter, values)));
    }

    /** Takes all values back. */
    public void restore(Map<String, Tensor> state) {
        lists.forEach((list, parameters) -> parameters.set(parameter -> state.get(list + "/" + parameter)));
    }

    @Override
    public void close() {
        lists.values().forEach(ParameterList::close);
    }
}
