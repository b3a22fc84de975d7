package org.dcd.transforms.files.torch;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.transforms.files.FailedDownload;
import org.dcd.transforms.files.safetensors.Tensor;

/**
 * Tensors of a file of {@code torch.save} that contains a state dict or nested dictionaries of tensors. No class of the
 * file is loaded and no code of it is run, so files of whole modules are rejected.
 *
 * @param tensors tensors by name; keys of nested dictionaries are joined by dots
 * @param others names of entries that are not tensors, such as a step count
 */
public record TorchFile(SortedMap<String, Tensor> tensors, SortedSet<String> others) {
    /** Limit on the pickle in bytes; a state dict has about 200 bytes per tensor. */
    static final int MAX_PICKLE = 8 << 20;

    /** Limit on memory per byte of the file: one byte becomes at most an int64, unless tensors share storage. */
    private static final int MAX_GROWTH = Long.BYTES;

    private static final long FREE = 1 << 20;

    /** Remedy for a file with other classes. Loading such a file in Python would run its code. */
    static final String STATE_DICT = "in the program that wrote the file, use torch.save(module.state_dict(), path) or"
            + " safetensors, or ask its authors for such a file; loading an untrusted file in Python runs its code";

    /** One of the two layouts of files of {@code torch.save}. */
    interface Layout extends Closeable {
        /** The pickled object, in which tensors refer to storages. */
        Object object() throws IOException;

        /** All elements of a storage, in the byte order of the buffer. */
        ByteBuffer elements(Storage storage) throws IOException;
    }

    /** Reads the elements of a storage. */
    @FunctionalInterface
    interface Elements {
        ByteBuffer of(Storage storage) throws IOException;
    }

    /**
     * Reads a file.
     *
     * @throws BadInputException if it is damaged, does not contain dictionaries of tensors, or has unsupported classes
     *     or element types
     */
    public static TorchFile read(Path path) throws IOException {
        return read(path, any -> true);
    }

    /**
     * Reads some tensors of a file; no memory is allocated for the others.
     *
     * @param wanted whether to read the tensor of a name
     * @throws BadInputException see {@link #read(Path)}
     */
    public static TorchFile read(Path path, Predicate<String> wanted) throws IOException {
        try (Layout layout = open(path)) {
            StateDict dict = dict(path, layout.object());
            dict.tensors().keySet().removeIf(wanted.negate());
            checkSizes(path, dict.tensors());
            return new TorchFile(gather(layout::elements, dict.tensors()), dict.others());
        }
    }

    /**
     * Returns the shapes of all tensors by name, without reading their elements.
     *
     * @throws BadInputException if the file is damaged or does not contain dictionaries of tensors
     */
    public static SortedMap<String, long[]> shapes(Path path) throws IOException {
        try (Layout layout = open(path)) {
            SortedMap<String, long[]> shapes = new TreeMap<>();
            dict(path, layout.object())
                    .tensors()
                    .forEach((name, tensor) -> shapes.put(name, tensor.shape().clone()));
            return shapes;
        }
    }

    private static Layout open(Path path) throws IOException {
        int first;
        try (InputStream in = Files.newInputStream(path)) {
            byte[] head = in.readNBytes(FailedDownload.HEAD);
            FailedDownload.reject(path.toString(), head);
            first = head[0] & 0xff;
        }
        return switch (first) {
            case 'P' -> new TorchZip(path);
            case 0x80 -> new TorchLegacy(path);
            default -> throw new BadInputException(
                    path + ": is neither a zip archive nor a pickle; save a module's state_dict() with torch.save");
        };
    }

    private static StateDict dict(Path path, Object object) {
        if (!(object instanceof Map<?, ?> map)) {
            throw new BadInputException(
                    path + ": does not contain a dictionary of tensors; save a module's state_dict() with torch.save");
        }
        try {
            return StateDict.of(map);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(path + ": " + e.getMessage(), e);
        }
    }

    /** Limits the total size of tensors: a stride of 0 repeats an element, so a small file could need much memory. */
    static void checkSizes(Path path, SortedMap<String, StridedTensor> tensors) throws IOException {
        long left = Files.size(path) * MAX_GROWTH + FREE;
        for (Map.Entry<String, StridedTensor> entry : tensors.entrySet()) {
            try {
                long bytes = entry.getValue().bytes();
                if (bytes > Math.min(left, Integer.MAX_VALUE - 16)) {
                    throw new IllegalArgumentException("with its " + Count.of(bytes, "byte")
                            + " the tensors need more than 2 GiB or " + MAX_GROWTH
                            + " times the size of the file; save fewer repeated elements, or several files");
                }
                left -= bytes;
            } catch (IllegalArgumentException e) {
                String name = entry.getKey().replaceAll("\\p{Cntrl}", "?");
                throw new BadInputException(path + ": tensor " + name + ": " + e.getMessage(), e);
            }
        }
    }

    /** Reads tensors storage by storage, so that only one storage is in memory. */
    static SortedMap<String, Tensor> gather(Elements source, SortedMap<String, StridedTensor> dict) throws IOException {
        Map<Storage, Set<String>> views = new LinkedHashMap<>();
        dict.forEach((name, tensor) -> views.computeIfAbsent(tensor.storage(), any -> new LinkedHashSet<>())
                .add(name));
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        for (Map.Entry<Storage, Set<String>> view : views.entrySet()) {
            ByteBuffer elements = source.of(view.getKey());
            for (String name : view.getValue()) {
                tensors.put(name, dict.get(name).read(elements));
            }
        }
        return tensors;
    }
}
