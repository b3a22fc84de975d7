package org.dcd.transforms.files.torch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.transforms.files.pickle.PickleReader;
import org.dcd.transforms.files.pickle.PickleText;
import org.dcd.transforms.files.pickle.SafeGlobals;
import org.dcd.transforms.files.pickle.SafeGlobals.SafeGlobal;

/** Globals of pickles of state dicts: dictionaries, tensors, and references to storages outside the pickle. */
final class TorchGlobals implements SafeGlobals {
    private final long most;
    private final Map<String, Storage> storages = new HashMap<>();
    private long copied;

    /** @param most size of the pickle in bytes */
    TorchGlobals(long most) {
        this.most = most;
    }

    /** Storages that the pickle referred to so far, by key. */
    Map<String, Storage> storages() {
        return storages;
    }

    @Override
    public String contents() {
        return "state dicts";
    }

    @Override
    public String remedy() {
        return "no code of the file was run; " + TorchFile.STATE_DICT;
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

    /**
     * Python 2 passes the items as a list of pairs. The pairs are part of the pickle, so their total number exceeds its
     * size only if a list is used repeatedly.
     */
    private Map<Object, Object> dictionary(List<?> arguments) {
        Map<Object, Object> map = new HashMap<>();
        if (arguments.isEmpty()) {
            return map;
        }
        List<?> items = (List<?>) arguments.get(0);
        copied += items.size();
        if (copied > most) {
            throw new IllegalArgumentException("the dictionaries have more entries than the pickle has bytes");
        }
        for (Object item : items) {
            if (!(item instanceof List<?> pair) || pair.size() != 2) {
                throw new IllegalArgumentException("the items of a dictionary are not pairs");
            }
            map.put(PickleText.key(pair.get(0)), pair.get(1));
        }
        return map;
    }

    private static StridedTensor parameter(List<?> arguments) {
        if (arguments.isEmpty() || !(arguments.get(0) instanceof StridedTensor tensor)) {
            throw new IllegalArgumentException("_rebuild_parameter needs a tensor");
        }
        return tensor;
    }

    /** Ignores the state of a dictionary: the versions of its modules. */
    @Override
    public void build(Object value, Object state) {
        if (!(value instanceof Map)) {
            throw new IllegalArgumentException("the state is not that of a dictionary");
        }
    }

    @Override
    public boolean hasPersistentIds() {
        return true;
    }

    /** ('storage', class, key, device, elements), followed in old files by a view, which must be None. */
    @Override
    public Object persistent(Object id) {
        if (!(id instanceof List<?> parts)
                || parts.size() < 5
                || parts.size() > 6
                || !PickleText.of(parts.get(0)).equals("storage")
                || !(parts.get(1) instanceof StorageType type)
                || !(parts.get(4) instanceof Long elements)
                || (parts.size() == 6 && parts.get(5) != PickleReader.NONE)) {
            throw new IllegalArgumentException("a persistent id does not refer to a whole storage");
        }
        Storage storage = new Storage(type, PickleText.of(parts.get(2)), elements);
        Storage earlier = storages.putIfAbsent(storage.key(), storage);
        if (earlier != null && !earlier.equals(storage)) {
            throw new IllegalArgumentException(storage + " is declared with " + earlier.elements() + " elements of "
                    + earlier.type() + " and with " + elements + " of " + type);
        }
        return storage;
    }
}
