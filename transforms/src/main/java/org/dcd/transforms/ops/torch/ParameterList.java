package org.dcd.transforms.ops.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.ops.ParameterSpec;

/** The tensors of one parameter set on the device. TorchScript updates them in place. */
public final class ParameterList implements AutoCloseable {
    private final NDManager manager;
    private final List<ParameterSpec> specs;
    private List<NDArray> arrays;
    private IValue value;

    private ParameterList(NDManager manager, List<ParameterSpec> specs, List<NDArray> arrays) {
        this.manager = manager;
        this.specs = specs;
        this.arrays = arrays;
        this.value = TorchProgram.tensors(arrays);
    }

    /** Makes tensors whose values are asked for by specification, row-major. */
    public static ParameterList of(
            TorchEngine engine, List<ParameterSpec> specs, Function<ParameterSpec, float[]> values) {
        NDManager manager = engine.newManager();
        List<NDArray> arrays = new ArrayList<>();
        for (ParameterSpec spec : specs) {
            float[] initial = values.apply(spec);
            if (initial == null || initial.length != spec.size()) {
                manager.close();
                throw new IllegalArgumentException("weights of parameter " + spec.name() + " are "
                        + (initial == null ? "missing" : initial.length + " numbers, need " + spec.size()));
            }
            arrays.add(manager.create(initial, new Shape(spec.shape())));
        }
        return new ParameterList(manager, List.copyOf(specs), arrays);
    }

    public static ParameterList zeros(TorchEngine engine, List<ParameterSpec> specs) {
        return of(engine, specs, spec -> new float[(int) spec.size()]);
    }

    IValue value() {
        return value;
    }

    public List<ParameterSpec> specs() {
        return specs;
    }

    /** Copies of all values by name, in order. */
    public Map<String, Tensor> values() {
        Map<String, Tensor> values = new LinkedHashMap<>();
        for (int i = 0; i < arrays.size(); i++) {
            ParameterSpec spec = specs.get(i);
            values.put(spec.name(), Tensor.of(arrays.get(i).toFloatArray(), spec.shape()));
        }
        return values;
    }

    /**
     * Replaces all values by those asked for by name, with new tensors: writing into the old ones makes DJL use a
     * deprecated guard, of which libtorch warns on the error stream.
     */
    void set(Function<String, Tensor> values) {
        List<NDArray> replaced = new ArrayList<>();
        for (int i = 0; i < arrays.size(); i++) {
            ParameterSpec spec = specs.get(i);
            Tensor replacement = values.apply(spec.name());
            if (replacement == null || !Arrays.equals(replacement.shape(), spec.shape())) {
                throw new IllegalArgumentException("parameter " + spec.name() + " of shape "
                        + Arrays.toString(spec.shape()) + " cannot take " + replacement);
            }
            replaced.add(manager.create(replacement.floats(), new Shape(spec.shape())));
        }
        value.close();
        arrays.forEach(NDArray::close);
        arrays = replaced;
        value = TorchProgram.tensors(arrays);
    }

    @Override
    public void close() {
        value.close();
        manager.close();
    }
}
