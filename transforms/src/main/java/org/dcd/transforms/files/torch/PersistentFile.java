package org.dcd.transforms.files.torch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.transforms.files.pickle.PickleInput;
import org.dcd.transforms.files.pickle.PickleReader;
import org.dcd.transforms.files.safetensors.Tensor;

/**
 * A pickle of networks with NVIDIA's {@code torch_utils.persistence}, the format in which EDM and SiD publish theirs.
 * The file is memory-mapped: heap memory is allocated only for the tensors that are requested.
 */
public final class PersistentFile {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_ENTRIES = 1 << 16;
    /** Bytes of the opcodes PROTO and FRAME. */
    private static final int PROTOCOL = 2;

    private static final int FRAME = 9;
    /** Start of a file of torch.save before PyTorch 1.6, after protocol and frame. Such files are pickles, too. */
    private static final byte[] TORCH_SAVE = {
        (byte) 0x8a, 10, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50, 0x19, '.'
    };

    private final Path path;
    private final Object object;
    private final Map<String, ByteBuffer> elements;

    private record Level(String prefix, int depth, PickledModule module) {}

    private PersistentFile(Path path, Object object, Map<String, ByteBuffer> elements) {
        this.path = path;
        this.object = object;
        this.elements = elements;
    }

    /** Whether a file starts as a pickle that was not written by torch.save. */
    public static boolean isOne(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] head = in.readNBytes(PROTOCOL + FRAME + TORCH_SAVE.length);
            return head.length > 0 && head[0] == (byte) 0x80 && !isTorchSave(head);
        }
    }

    /** Pickles of protocols 4 and 5 start with a frame. */
    private static boolean isTorchSave(byte[] head) {
        boolean framed = head.length > PROTOCOL && head[PROTOCOL] == (byte) 0x95;
        int from = framed ? PROTOCOL + FRAME : PROTOCOL;
        int to = from + TORCH_SAVE.length;
        return head.length >= to && Arrays.equals(head, from, to, TORCH_SAVE, 0, TORCH_SAVE.length);
    }

    /**
     * Reads the modules of a file, without their tensors.
     *
     * @throws BadInputException if the file is too large or damaged, or uses other classes
     */
    public static PersistentFile read(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new BadInputException(path + ": has " + Count.of(channel.size(), "byte")
                        + ", the limit is 2 GiB; " + TorchFile.STATE_DICT);
            }
            ByteBuffer pickle = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            PersistentGlobals globals = new PersistentGlobals(path.toString(), channel.size());
            Object object = PickleReader.read(new PickleInput(pickle, offset -> path + ": at byte " + offset), globals);
            return new PersistentFile(path, object, globals.elements());
        }
    }

    /** The modules of the pickled dictionary, by key; empty if the pickle is not a dictionary. */
    public SortedMap<String, PickledModule> modules() {
        SortedMap<String, PickledModule> modules = new TreeMap<>();
        if (object instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (value instanceof PickledModule module) {
                    modules.put(String.valueOf(key), module);
                }
            });
        }
        return modules;
    }

    /**
     * Reads parameters and buffers of a module and its submodules, named as in its state dict.
     *
     * @throws BadInputException if a tensor exceeds its storage, or has an unsupported element type
     */
    public SortedMap<String, Tensor> tensors(PickledModule module) throws IOException {
        SortedMap<String, StridedTensor> tensors = flat(module);
        TorchFile.checkSizes(path, tensors);
        return TorchFile.gather(storage -> elements.get(storage.key()), tensors);
    }

    private SortedMap<String, StridedTensor> flat(PickledModule root) {
        SortedMap<String, StridedTensor> tensors = new TreeMap<>();
        Deque<Level> levels = new ArrayDeque<>();
        levels.add(new Level("", 1, root));
        int entries = 0;
        while (!levels.isEmpty()) {
            Level level = levels.remove();
            SortedMap<String, StridedTensor> own = level.module().tensors();
            SortedMap<String, PickledModule> inner = level.module().modules();
            entries += own.size() + inner.size();
            if (entries > MAX_ENTRIES || level.depth() > MAX_DEPTH) {
                throw new BadInputException(path + ": more than " + MAX_ENTRIES + " tensors and modules, or"
                        + " modules nested deeper than " + MAX_DEPTH + "; get the file again");
            }
            own.forEach((name, tensor) -> tensors.put(level.prefix() + name, tensor));
            inner.forEach(
                    (name, module) -> levels.add(new Level(level.prefix() + name + ".", level.depth() + 1, module)));
        }
        return tensors;
    }
}
