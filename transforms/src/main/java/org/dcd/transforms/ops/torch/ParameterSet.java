package org.dcd.transforms.ops.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.natives.Resources;
import org.dcd.transforms.ops.ParameterSpec;

/** The tensors of a parameter set on the device, by name. TorchScript updates them in place. */
public final class ParameterSet implements AutoCloseable {
    private final Map<String, ParameterSpec> specs = new LinkedHashMap<>();
    private final Resources owned;
    private final NDManager manager;
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();
    /** Lists that were passed to functions, by the names of their members in order. */
    private final Map<List<String>, IValue> lists = new HashMap<>();

    /** Creates the tensor of a parameter. */
    private interface Creator {
        NDArray create(NDManager manager, ParameterSpec spec) throws IOException;
    }

    private ParameterSet(TorchEngine engine, List<ParameterSpec> members, Creator creator) {
        members.forEach(spec -> specs.put(spec.name(), spec));
        try (Resources opening = new Resources()) {
            this.manager = opening.open(engine::newManager);
            for (ParameterSpec spec : specs.values()) {
                arrays.put(spec.name(), creator.create(manager, spec));
            }
            this.owned = opening.keep();
        } catch (IOException e) {
            throw new UncheckedIOException("weights cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Allocates tensors on the device and reads their values, one tensor at a time.
     *
     * @param engine libtorch on the device
     * @param specs the parameters
     * @param values initial values of each parameter
     * @throws IllegalArgumentException if values are missing or have another size
     * @throws UncheckedIOException if values cannot be read
     */
    public static ParameterSet of(TorchEngine engine, List<ParameterSpec> specs, ParameterValues values) {
        return new ParameterSet(
                engine,
                specs,
                (manager, spec) -> TensorMemory.create(
                        manager,
                        spec,
                        values.of(spec)
                                .orElseThrow(() -> new IllegalArgumentException("parameter " + spec.name() + " needs "
                                        + spec.size() + " values, none were given"))));
    }

    /** Allocates tensors of zeros on the device. */
    public static ParameterSet zeros(TorchEngine engine, List<ParameterSpec> specs) {
        return new ParameterSet(
                engine, specs, (manager, spec) -> manager.zeros(new Shape(spec.shape()), DataType.FLOAT32));
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

    /**
     * The tensors by name, in order. They are views: each gives the values at the time when it is read, and cannot be
     * read after this set is closed.
     */
    public Map<String, TensorSource> values() {
        Map<String, TensorSource> values = new LinkedHashMap<>();
        specs.forEach((name, spec) -> values.put(name, new View(spec)));
        return values;
    }

    /** A tensor of this set; on a GPU it is copied to the host when it is read. */
    private final class View implements TensorSource {
        private final ParameterSpec spec;

        View(ParameterSpec spec) {
            this.spec = spec;
        }

        @Override
        public Tensor.Type type() {
            return Tensor.Type.F32;
        }

        @Override
        public long[] shape() {
            return spec.shape().clone();
        }

        @Override
        public void read(Receiver receiver) throws IOException {
            TensorMemory.read(arrays.get(spec.name()), receiver);
        }
    }

    /**
     * Overwrites all tensors, one at a time. If reading fails, the values are undefined.
     *
     * @param values gives the new values by name
     * @throws IllegalArgumentException if a tensor is missing or has another shape; nothing has been changed
     */
    public synchronized void set(Function<String, ? extends TensorSource> values) throws IOException {
        for (ParameterSpec spec : specs.values()) {
            TensorSource replacement = values.apply(spec.name());
            if (replacement == null || !Arrays.equals(replacement.shape(), spec.shape())) {
                throw new IllegalArgumentException("parameter " + spec.name() + " of shape "
                        + Arrays.toString(spec.shape()) + " cannot be set to "
                        + (replacement == null
                                ? "a missing tensor"
                                : replacement.type() + Arrays.toString(replacement.shape())));
            }
            TensorMemory.check(spec, replacement);
        }
        if (manager.getDevice().isGpu()) {
            replace(values);
            return;
        }
        for (ParameterSpec spec : specs.values()) {
            TensorMemory.fill(arrays.get(spec.name()), values.apply(spec.name()));
        }
    }

    /** Replaces tensors on a GPU, whose memory Java cannot write, and drops the lists that contain the old ones. */
    private void replace(Function<String, ? extends TensorSource> values) throws IOException {
        lists.values().forEach(owned::close);
        lists.clear();
        for (ParameterSpec spec : specs.values()) {
            NDArray replacement = TensorMemory.create(manager, spec, values.apply(spec.name()));
            arrays.put(spec.name(), replacement).close();
        }
    }

    @Override
    public void close() {
        owned.close();
    }
}
