package org.dcd.transforms.ops.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.natives.Resources;
import org.dcd.transforms.ops.ParameterSpec;

/** The tensors of one parameter set on the device, by name. TorchScript updates them in place. */
public final class ParameterSet implements AutoCloseable {
    private final Map<String, ParameterSpec> specs = new LinkedHashMap<>();
    private final Resources owned;
    private final NDManager manager;
    private Map<String, NDArray> arrays;
    /** Lists that functions take, by the names of their members in order. */
    private final Map<List<String>, IValue> lists = new HashMap<>();

    private ParameterSet(TorchEngine engine, List<ParameterSpec> members, Function<ParameterSpec, float[]> values) {
        members.forEach(spec -> specs.put(spec.name(), spec));
        try (Resources opening = new Resources()) {
            this.manager = opening.open(engine::newManager);
            this.arrays = create(values);
            this.owned = opening.keep();
        }
    }

    /**
     * Makes tensors.
     *
     * @param values of each parameter, row-major
     * @throws IllegalArgumentException when they are missing or of another size
     */
    public static ParameterSet of(
            TorchEngine engine, List<ParameterSpec> specs, Function<ParameterSpec, float[]> values) {
        return new ParameterSet(engine, specs, values);
    }

    public static ParameterSet zeros(TorchEngine engine, List<ParameterSpec> specs) {
        return of(engine, specs, spec -> new float[(int) spec.size()]);
    }

    private Map<String, NDArray> create(Function<ParameterSpec, float[]> values) {
        Map<String, NDArray> created = new LinkedHashMap<>();
        for (ParameterSpec spec : specs.values()) {
            float[] initial = values.apply(spec);
            if (initial == null || initial.length != spec.size()) {
                throw new IllegalArgumentException("weights of parameter " + spec.name() + " are "
                        + (initial == null ? "missing" : initial.length + " numbers, need " + spec.size()));
            }
            created.put(spec.name(), manager.create(initial, new Shape(spec.shape())));
        }
        return created;
    }

    /**
     * The parameters of those names in their order, as TorchScript takes them; several threads may ask at once.
     *
     * @param user function and set, used in messages
     * @throws IllegalArgumentException when one is missing or of another shape
     */
    synchronized IValue value(String user, List<ParameterSpec> needed) {
        List<String> names = needed.stream().map(ParameterSpec::name).toList();
        IValue known = lists.get(names);
        if (known != null) {
            return known;
        }
        needed.forEach(spec -> check(user, spec));
        PtNDArray[] members =
                names.stream().map(name -> (PtNDArray) arrays.get(name)).toArray(PtNDArray[]::new);
        IValue list = owned.open(() -> IValue.listFrom(members));
        lists.put(names, list);
        return list;
    }

    private void check(String user, ParameterSpec needed) {
        ParameterSpec own = specs.get(needed.name());
        if (own == null || !Arrays.equals(own.shape(), needed.shape())) {
            throw new IllegalArgumentException(user + " needs parameter " + needed.name() + " of shape "
                    + Arrays.toString(needed.shape()) + ", the set has "
                    + (own == null ? "none of that name" : "shape " + Arrays.toString(own.shape())));
        }
    }

    /** Copies of all values by name, in order. */
    public Map<String, Tensor> values() {
        Map<String, Tensor> values = new LinkedHashMap<>();
        arrays.forEach((name, array) ->
                values.put(name, Tensor.of(array.toFloatArray(), specs.get(name).shape())));
        return values;
    }

    /**
     * Replaces all values by those asked for by name, with new tensors: writing into the old ones makes DJL use a
     * deprecated guard, of which libtorch warns on the error stream.
     */
    synchronized void set(Function<String, Tensor> values) {
        for (ParameterSpec spec : specs.values()) {
            Tensor replacement = values.apply(spec.name());
            if (replacement == null || !Arrays.equals(replacement.shape(), spec.shape())) {
                throw new IllegalArgumentException("parameter " + spec.name() + " of shape "
                        + Arrays.toString(spec.shape()) + " cannot take " + replacement);
            }
        }
        Map<String, NDArray> replaced = create(spec -> values.apply(spec.name()).floats());
        lists.values().forEach(owned::close);
        lists.clear();
        arrays.values().forEach(NDArray::close);
        arrays = replaced;
    }

    @Override
    public void close() {
        owned.close();
    }
}
