package org.dcd.transforms.files.torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.dcd.transforms.files.pickle.PickleBytes;
import org.dcd.transforms.files.safetensors.Tensor;

/** Valid and invalid pickles of networks in the format of {@code torch_utils.persistence}, for tests. */
public final class PersistentBytes {
    private final Map<String, String> classes = new LinkedHashMap<>();
    private final Map<String, Map<String, Double>> attributes = new LinkedHashMap<>();

    /** Sets the class of the module at a dotted path; {@code ""} is the network itself. The default is Module. */
    public PersistentBytes called(String path, String className) {
        classes.put(path, className);
        return this;
    }

    /** Adds a numeric attribute to the module at a dotted path. */
    public PersistentBytes with(String path, String attribute, double value) {
        attributes.computeIfAbsent(path, any -> new LinkedHashMap<>()).put(attribute, value);
        return this;
    }

    /** EDM's preconditioned network. */
    public static PersistentBytes edm() {
        return new PersistentBytes()
                .called("", "EDMPrecond")
                .called("model", "SongUNet")
                .with("", "sigma_data", 0.5)
                .with("", "label_dim", 0);
    }

    /** {key: network}, protocol 2. */
    public byte[] pickle(String key, Map<String, Tensor> tensors) {
        PickleBytes pickle = TorchBytes.pickle().raw('}').text(key);
        module(pickle, "", tensors);
        return pickle.raw('s', '.').toBytes();
    }

    /** A module of the tensors below it, by their names from there. */
    void module(PickleBytes pickle, String path, Map<String, Tensor> tensors) {
        Map<String, Map<String, Tensor>> inner = new TreeMap<>();
        begin(pickle, classes.getOrDefault(path, "Module"), 6);
        pickle.text("_parameters").raw('}');
        tensors.forEach((name, tensor) -> {
            int dot = name.indexOf('.');
            if (dot < 0) {
                tensor(pickle.text(name), tensor);
                pickle.raw('s');
            } else {
                inner.computeIfAbsent(name.substring(0, dot), any -> new TreeMap<>())
                        .put(name.substring(dot + 1), tensor);
            }
        });
        pickle.raw('s').text("_modules").raw('}');
        inner.forEach((name, below) -> {
            module(pickle.text(name), path.isEmpty() ? name : path + "." + name, below);
            pickle.raw('s');
        });
        pickle.raw('s');
        attributes
                .getOrDefault(path, Map.of())
                .forEach((name, value) -> pickle.text(name).real(value).raw('s'));
        end(pickle);
    }

    /** A persistent object up to its state, an empty dictionary, which is left on the stack. */
    static PickleBytes begin(PickleBytes pickle, String className, int version) {
        return pickle.global("torch_utils.persistence", "_reconstruct_persistent_obj")
                .raw('}')
                .text("type")
                .text("class")
                .raw('s')
                .text("version")
                .raw('K', version, 's')
                .text("module_src")
                .text("raise SystemExit")
                .raw('s')
                .text("class_name")
                .text(className)
                .raw('s')
                .text("state")
                .raw('}');
    }

    static PickleBytes end(PickleBytes pickle) {
        return pickle.raw('s', 0x85, 'R');
    }

    private static void tensor(PickleBytes pickle, Tensor tensor) {
        byte[] elements = new byte[tensor.data().remaining()];
        tensor.data().get(elements);
        long[] shape = tensor.shape();
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        pickle.global("torch._utils", "_rebuild_tensor_v2").raw('(');
        storage(pickle, stored(elements, elements.length / Float.BYTES)).whole(0);
        tuple(pickle, shape);
        tuple(pickle, strides);
        pickle.raw(0x89).global("collections", "OrderedDict").raw(')', 'R', 't', 'R');
    }

    static PickleBytes storage(PickleBytes pickle, byte[] file) {
        return pickle.global("torch.storage", "_load_from_bytes").bytes(file).raw(0x85, 'R');
    }

    /** A file of torch.save of one storage. */
    static byte[] stored(byte[] elements, long count) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(TorchBytes.legacyHead());
        out.writeBytes(TorchBytes.pickle()
                .raw('(')
                .text("storage")
                .global("torch", "FloatStorage")
                .text("94203")
                .text("cpu")
                .whole(count)
                .raw('N', 't', 'Q', '.')
                .toBytes());
        out.writeBytes(TorchBytes.pickle().raw(']').text("94203").raw('a', '.').toBytes());
        out.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(count)
                .array());
        out.writeBytes(elements);
        return out.toByteArray();
    }

    private static void tuple(PickleBytes pickle, long... values) {
        pickle.raw('(');
        for (long value : values) {
            pickle.whole(value);
        }
        pickle.raw('t');
    }
}
