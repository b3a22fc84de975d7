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
import org.dcd.transforms.files.pickle.SafeGlobals.SafeGlobal;
import org.dcd.transforms.files.pickle.SafeGlobals;

/**
 * What pickles of NVIDIA's {@code torch_utils.persistence} name: objects that carry the source of their class, which is
 * passed over as any other text; tensors, each of whose storages is a file of torch.save of its own; and scalars of
 * NumPy, such as the factor of a skip connection.
 */
final class PersistentGlobals implements SafeGlobals {
    private static final long VERSION = 6;
    /** Longest text of Python 2 that is a name. */
    private static final int MOST_NAME = 256;

    private static final Pattern CLASS_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");
    private static final Object UNREAD = new Object();

    private final String path;
    private final long most;
    private final TorchGlobals torch;
    private final Map<String, ByteBuffer> elements = new HashMap<>();
    private long loaded;

    private record NumpyType(String name) {}

    /**
     * @param path of the file, for messages
     * @param most bytes of the pickle
     */
    PersistentGlobals(String path, long most) {
        this.path = path;
        this.most = most;
        this.torch = new TorchGlobals(most);
    }

    /** Elements of the storages that the pickle held, by key. */
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
            throw new IllegalArgumentException("a call lacks its argument " + index);
        }
        return arguments.get(index);
    }

    /** {@code _reconstruct_persistent_obj({type, version, module_src, class_name, state})}. */
    private static PickledModule module(List<?> arguments) {
        if (!(only(arguments, 0) instanceof Map<?, ?> meta)) {
            throw new IllegalArgumentException("a persistent object is not made of a dictionary");
        }
        if (!(meta.get("version") instanceof Long version) || version != VERSION) {
            throw new IllegalArgumentException(
                    "a persistent object has version " + shown(meta.get("version")) + ", known is " + VERSION);
        }
        String name = PickleText.of(meta.get("class_name"));
        if (!CLASS_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a class has a name that is none in Python");
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

    /** Little-endian doubles; all others are passed over. */
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
     * A file of torch.save, of the layout before 1.6, that holds one storage and nothing else. Each lies in the pickle.
     */
    private Storage storage(List<?> arguments) {
        ByteBuffer file =
                only(arguments, 0) instanceof byte[] few ? ByteBuffer.wrap(few) : (ByteBuffer) arguments.get(0);
        loaded += file.remaining();
        if (loaded > most) {
            throw new IllegalArgumentException("the storages are larger than the pickle");
        }
        PickleInput in = new PickleInput(file, offset -> path + ": at byte " + offset + " of a storage");
        TorchGlobals globals = new TorchGlobals(file.remaining());
        if (!(TorchLegacy.object(in, globals) instanceof Storage storage)) {
            throw new IllegalArgumentException("the file within the pickle is not one of a storage");
        }
        Object keys = PickleReader.read(in, globals);
        ByteBuffer rest =
                file.slice(in.position(), file.remaining() - in.position()).order(ByteOrder.LITTLE_ENDIAN);
        if (!(keys instanceof List<?> list)
                || list.size() != 1
                || rest.remaining() != Long.BYTES + storage.bytes()
                || rest.getLong() != storage.elements()) {
            throw new IllegalArgumentException("a storage does not have the " + Count.of(storage.elements(), "element")
                    + " of " + storage.type() + " that it names");
        }
        // Keys are addresses in the memory of who wrote the file, which two storages may have had in turn.
        Storage own = new Storage(storage.type(), Integer.toString(elements.size()), storage.elements());
        elements.put(own.key(), rest.slice().order(ByteOrder.LITTLE_ENDIAN));
        return own;
    }

    @Override
    public void build(Object value, Object state) {
        if (value instanceof PickledModule module && state instanceof Map<?, ?> attributes) {
            module.setAttributes(attributes);
        } else if (value instanceof NumpyType) {
            if (!(state instanceof List<?> facts)
                    || facts.size() < 2
                    || facts.get(1).equals(">")) {
                throw new IllegalArgumentException("a number of NumPy is not little-endian");
            }
        } else {
            torch.build(value, state);
        }
    }

    /** Long ones are storages, which are read where they lie. */
    @Override
    public Object bytes(ByteBuffer bytes) {
        return bytes.remaining() > MOST_NAME ? bytes : SafeGlobals.super.bytes(bytes);
    }
}
