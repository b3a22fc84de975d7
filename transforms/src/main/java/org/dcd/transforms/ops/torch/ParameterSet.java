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

/** The tensors of a parameter set on the device, by name. TorchScript updates them in place. */
public final class ParameterSet implements AutoCloseable {
    private final Map<String, ParameterSpec> specs = new LinkedHashMap<>();
    private final Resources owned;
    private final NDManager manager;
    private Map<String, NDArray> arrays;
    /** Lists that were passed to functions, by the names of their members in order. */
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
     * Allocates tensors on the device.
     *
     * @param engine libtorch on the device
     * @param specs the parameters
     * @param values initial values of each parameter, row-major
     * @throws IllegalArgumentException if values are missing or have another size
     */
    public static ParameterSet of(
            TorchEngine engine, List<ParameterSpec> specs, Function<ParameterSpec, float[]> values) {
        return new ParameterSet(engine, specs, values);
    }

    /** Allocates tensors of zeros on the device. */
    public static ParameterSet zeros(TorchEngine engine, List<ParameterSpec> specs) {
        return of(engine, specs, spec -> new float[(int) spec.size()]);
    }

    private Map<String, NDArray> create(Function<ParameterSpec, float[]> values) {
        Map<String, NDArray> created = new LinkedHashMap<>();
        for (ParameterSpec spec : specs.values()) {
            float[] initial = values.apply(spec);
            if (initial == null || initial.length != spec.size()) {
                throw new IllegalArgumentException("parameter " + spec.name() + " needs " + spec.size() + " values, "
                        + (initial == null ? "none were given" : "was " + initial.length));
            }
            created.put(spec.name(), manager.create(initial, new Shape(spec.shape())));
        }
        return created;
    }

    /**
     * Returns parameters as a TorchScript list. Thread-safe.
     *
     * @param user function and set, for error messages
     * @param needed the parameters in order
     * @throws IllegalArgumentException if one is missing or has another shape
     */
    synchronized IValue value(String user, List<ParameterSpec> needed) {
        List<String> names = needed.stream().map(ParameterSpec::name).toList();
        IValue existing = lists.get(names);
        if (existing != null) {
            return existing;
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
                    + Arrays.toString(needed.shape()) + ", but the set has "
                    + (own == null ? "no such parameter" : "shape " + Arrays.toString(own.shape())));
        }
    }

    /** Copies all values to the host, by name, in order. */
    public Map<String, Tensor> values() {
        Map<String, Tensor> values = new LinkedHashMap<>();
        arrays.forEach((name, array) ->
                values.put(name, Tensor.of(array.toFloatArray(), specs.get(name).shape())));
        return values;
    }

    /**
     * Replaces all tensors by new ones. Writing into the existing tensors would make libtorch print a warning, because
     * DJL uses a deprecated guard for it.
     *
     * @param values gives the new values by name
     */
    synchronized void set(Function<String, Tensor> values) {
        for (ParameterSpec spec : specs.values()) {
            Tensor replacement = values.apply(spec.name());
            if (replacement == null || !Arrays.equals(replacement.shape(), spec.shape())) {
                throw new IllegalArgumentException("parameter " + spec.name() + " of shape "
                        + Arrays.toString(spec.shape()) + " cannot be set to "
                        + (replacement == null ? "a missing tensor" : replacement));
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
