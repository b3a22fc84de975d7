package org.dcd.transforms.files.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dcd.schemas.Count;
import org.dcd.transforms.files.pickle.PickleInput;
import org.dcd.transforms.files.pickle.PickleReader;
import org.dcd.transforms.files.pickle.PickleText;
import org.dcd.transforms.files.pickle.SafeGlobals;
import org.dcd.transforms.files.pickle.SafeGlobals.SafeGlobal;

/**
 * Globals of pickles of NVIDIA's {@code torch_utils.persistence}: objects with the source code of their class, which is
 * ignored; tensors whose storages are embedded files of torch.save; and NumPy scalars, such as the factor of a skip
 * connection.
 */
final class PersistentGlobals implements SafeGlobals {
    private static final long VERSION = 6;
    /** Byte strings up to this length are names (Python 2 strings); longer ones are storages. */
    private static final int MAX_NAME = 256;

    private static final Pattern CLASS_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");
    private static final Object UNREAD = new Object();

    private final String path;
    private final long most;
    private final TorchGlobals torch;
    private final Map<String, ByteBuffer> elements = new HashMap<>();
    private long loaded;

    private record NumpyType(String name) {}

    /**
     * @param path path of the file, for error messages
     * @param most size of the pickle in bytes
     */
    PersistentGlobals(String path, long most) {
        this.path = path;
        this.most = most;
        this.torch = new TorchGlobals(most);
    }

    /** Elements of the storages in the pickle, by key. */
    Map<String, ByteBuffer> elements() {
        return elements;
    }

    @Override
    public String contents() {
        return "networks of torch_utils.persistence";
    }

    @Override
    public String remedy() {
        return torch.remedy();
    }

    @Override
    public Optional<SafeGlobal> find(String name) {
        return switch (name) {
            case "torch_utils.persistence._reconstruct_persistent_obj" -> Optional.of(PersistentGlobals::module);
            case "torch.nn.modules.container.ModuleDict" -> Optional.of(
                    arguments -> new PickledModule("ModuleDict", Map.of()));
            case "torch.storage._load_from_bytes" -> Optional.of(this::storage);
            case "numpy.dtype" -> Optional.of(arguments -> new NumpyType(PickleText.of(only(arguments, 0))));
            case "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar" -> Optional.of(
                    PersistentGlobals::scalar);
            case "dnnlib.util.EasyDict" -> Optional.of(arguments -> new HashMap<Object, Object>());
            case "builtins.set", "__builtin__.set" -> Optional.of(
                    arguments -> arguments.isEmpty() ? List.of() : only(arguments, 0));
            default -> torch.find(name);
        };
    }

    private static Object only(List<?> arguments, int index) {
        if (arguments.size() <= index) {
            throw new IllegalArgumentException("a call lacks argument " + index);
        }
        return arguments.get(index);
    }

    /** {@code _reconstruct_persistent_obj({type, version, module_src, class_name, state})}. */
    private static PickledModule module(List<?> arguments) {
        if (!(only(arguments, 0) instanceof Map<?, ?> meta)) {
            throw new IllegalArgumentException("a persistent object is not described by a dictionary");
        }
        if (!(meta.get("version") instanceof Long version) || version != VERSION) {
            throw new IllegalArgumentException(
                    "a persistent object has version " + shown(meta.get("version")) + ", supported is " + VERSION);
        }
        String name = PickleText.of(meta.get("class_name"));
        if (!CLASS_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a class has an invalid name");
        }
        Object state = meta.get("state");
        if (state == PickleReader.NONE) {
            return new PickledModule(name, Map.of());
        }
        if (!(state instanceof Map<?, ?> attributes)) {
            throw new IllegalArgumentException("the state of " + name + " is not a dictionary");
        }
        return new PickledModule(name, attributes);
    }

    private static String shown(Object value) {
        return value instanceof Long ? value.toString() : "none";
    }

    /** Reads little-endian doubles; ignores scalars of other types. */
    private static Object scalar(List<?> arguments) {
        if (only(arguments, 0) instanceof NumpyType type
                && type.name().equals("f8")
                && only(arguments, 1) instanceof byte[] bytes
                && bytes.length == Double.BYTES) {
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getDouble();
        }
        return UNREAD;
    }

    /**
     * Reads an embedded file of torch.save, in the layout before PyTorch 1.6, that contains one storage only. The
     * elements stay in the pickle.
     */
    private Storage storage(List<?> arguments) {
        ByteBuffer file =
                only(arguments, 0) instanceof byte[] few ? ByteBuffer.wrap(few) : (ByteBuffer) arguments.get(0);
        loaded += file.remaining();
        if (loaded > most) {
            throw new IllegalArgumentException("the storages exceed the size of the pickle");
        }
        PickleInput in = new PickleInput(file, offset -> path + ": at byte " + offset + " of a storage");
        TorchGlobals globals = new TorchGlobals(file.remaining());
        if (!(TorchLegacy.object(in, globals) instanceof Storage storage)) {
            throw new IllegalArgumentException("an embedded file of torch.save does not contain a storage");
        }
        Object keys = PickleReader.read(in, globals);
        ByteBuffer rest =
                file.slice(in.position(), file.remaining() - in.position()).order(ByteOrder.LITTLE_ENDIAN);
        if (!(keys instanceof List<?> list)
                || list.size() != 1
                || rest.remaining() != Long.BYTES + storage.bytes()
                || rest.getLong() != storage.elements()) {
            throw new IllegalArgumentException("a storage does not contain the "
                    + Count.of(storage.elements(), "element") + " of " + storage.type() + " that it declares");
        }
        // Keys are memory addresses of the writing process, which two storages may have used one after the other.
        Storage own = new Storage(storage.type(), Integer.toString(elements.size()), storage.elements());
        elements.put(own.key(), rest.slice().order(ByteOrder.LITTLE_ENDIAN));
        return own;
    }

    @Override
    public void build(Object value, Object state) {
        if (value instanceof PickledModule module && state instanceof Map<?, ?> attributes) {
            module.setAttributes(attributes);
        } else if (value instanceof NumpyType) {
            if (!(state instanceof List<?> fields)
                    || fields.size() < 2
                    || fields.get(1).equals(">")) {
                throw new IllegalArgumentException("a NumPy scalar is not little-endian");
            }
        } else {
            torch.build(value, state);
        }
    }

    /** Long byte strings are storages; they are not copied. */
    @Override
    public Object bytes(ByteBuffer bytes) {
        return bytes.remaining() > MAX_NAME ? bytes : SafeGlobals.super.bytes(bytes);
    }
}
