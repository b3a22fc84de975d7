package org.dcd.transforms.files.torch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.transforms.files.pickle.PickleReader;
import org.dcd.transforms.files.pickle.PickleText;
import org.dcd.transforms.files.pickle.SafeGlobals.SafeGlobal;
import org.dcd.transforms.files.pickle.SafeGlobals;

/** What pickles of state dicts name: dictionaries, tensors, and storages outside the pickle. */
final class TorchGlobals implements SafeGlobals {
    private final long most;
    private final Map<String, Storage> storages = new HashMap<>();
    private long copied;

    /** @param most bytes of the pickle */
    TorchGlobals(long most) {
        this.most = most;
    }

    /** Those that the pickle named so far, by key. */
    Map<String, Storage> storages() {
        return storages;
    }

    @Override
    public String contents() {
        return "state dicts";
    }

    @Override
    public String remedy() {
        return "nothing was run; " + TorchFile.STATE_DICT;
    }

    @Override
    public Optional<SafeGlobal> find(String name) {
        return switch (name) {
            case "collections.OrderedDict" -> Optional.of(this::dictionary);
            case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" -> Optional.of(
                    StridedTensor::rebuild);
            case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" -> Optional.of(
                    TorchGlobals::parameter);
            default -> StorageType.named(name);
        };
    }

    /** Python 2 gives the items as a list of pairs. Each lies in the pickle, unless a list is used again and again. */
    private Map<Object, Object> dictionary(List<?> arguments) {
        Map<Object, Object> map = new HashMap<>();
        if (arguments.isEmpty()) {
            return map;
        }
        List<?> items = (List<?>) arguments.get(0);
        copied += items.size();
        if (copied > most) {
            throw new IllegalArgumentException("dictionaries have more entries than the pickle");
        }
        for (Object item : items) {
            if (!(item instanceof List<?> pair) || pair.size() != 2) {
                throw new IllegalArgumentException("a dictionary is not made of pairs");
            }
            map.put(PickleText.key(pair.get(0)), pair.get(1));
        }
        return map;
    }

    private static StridedTensor parameter(List<?> arguments) {
        if (arguments.isEmpty() || !(arguments.get(0) instanceof StridedTensor tensor)) {
            throw new IllegalArgumentException("a parameter is not made of a tensor");
        }
        return tensor;
    }

    /** Dictionaries carry the versions of their modules, which are not needed. */
    @Override
    public void build(Object value, Object state) {
        if (!(value instanceof Map)) {
            throw new IllegalArgumentException("state of what is not a dictionary");
        }
    }

    @Override
    public boolean hasPersistentIds() {
        return true;
    }

    /** ('storage', class, key, device, elements), in old files with a view of it, which is none. */
    @Override
    public Object persistent(Object id) {
        if (!(id instanceof List<?> parts)
                || parts.size() < 5
                || parts.size() > 6
                || !PickleText.of(parts.get(0)).equals("storage")
                || !(parts.get(1) instanceof StorageType type)
                || !(parts.get(4) instanceof Long elements)
                || (parts.size() == 6 && parts.get(5) != PickleReader.NONE)) {
            throw new IllegalArgumentException("a value outside the pickle is not a whole storage");
        }
        Storage storage = new Storage(type, PickleText.of(parts.get(2)), elements);
        Storage known = storages.putIfAbsent(storage.key(), storage);
        if (known != null && !known.equals(storage)) {
            throw new IllegalArgumentException(storage + " is both of " + known.elements() + " " + known.type()
                    + " and of " + elements + " " + type);
        }
        return storage;
    }
}
