package org.dcd.transforms.files.torch;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.transforms.files.pickle.PickleInput;
import org.dcd.transforms.files.pickle.PickleReader;
import org.dcd.transforms.files.pickle.PickleText;

/**
 * File layout of torch.save before PyTorch 1.6: pickles of a magic number, a protocol version, system information, the
 * object and the keys of its storages; then, in the order of the keys, each storage as its number of elements (int64)
 * and its elements, both little-endian.
 */
final class TorchLegacy implements TorchFile.Layout {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long PROTOCOL = 1001;

    private final Path path;
    private final FileChannel channel;
    /** Offset of the elements of each storage, by key. */
    private final Map<String, Long> starts = new HashMap<>();

    TorchLegacy(Path path) throws IOException {
        this.path = path;
        channel = FileChannel.open(path);
    }

    @Override
    public Object object() throws IOException {
        byte[] head = read(0, Math.min(channel.size(), TorchFile.MAX_PICKLE)).array();
        PickleInput in = new PickleInput(head, offset -> path + ": at byte " + offset);
        TorchGlobals globals = new TorchGlobals(head.length);
        Object object = object(in, globals);
        locate(in, PickleReader.read(in, globals), globals.storages());
        return object;
    }

    /** Reads magic number, protocol version, system information and the object. */
    static Object object(PickleInput in, TorchGlobals globals) {
        Object magic = PickleReader.read(in, globals);
        if (!MAGIC.equals(magic)) {
            throw in.bad("the pickle was not written by torch.save", "save the weights with torch.save");
        }
        Object protocol = PickleReader.read(in, globals);
        if (!protocol.equals(PROTOCOL)) {
            throw in.bad("the protocol is not " + PROTOCOL, "save the weights with PyTorch 1 or 2");
        }
        if (!(PickleReader.read(in, globals) instanceof Map<?, ?> system)
                || !Boolean.TRUE.equals(system.get("little_endian"))) {
            throw in.bad(
                    "the file was not written on a little-endian machine",
                    "save the weights with PyTorch 1.6 or later");
        }
        return PickleReader.read(in, globals);
    }

    private void locate(PickleInput in, Object keys, Map<String, Storage> storages) throws IOException {
        if (!(keys instanceof List<?> list) || list.size() != storages.size()) {
            throw in.bad(
                    "the file does not list the keys of its " + Count.of(storages.size(), "storage"),
                    "get the file again");
        }
        long at = in.position();
        for (Object item : list) {
            Storage storage =
                    item instanceof String || item instanceof byte[] ? storages.get(PickleText.of(item)) : null;
            if (storage == null || starts.containsKey(storage.key())) {
                throw in.bad("a listed key does not belong to a storage, or occurs twice", "get the file again");
            }
            long elements = read(at, Long.BYTES).getLong();
            if (elements != storage.elements()) {
                throw bad(
                        at,
                        storage + " has " + Count.of(elements, "element") + ", but its tensors expect "
                                + Count.of(storage.elements()));
            }
            at += Long.BYTES;
            starts.put(storage.key(), at);
            if (storage.bytes() > channel.size() - at) {
                throw bad(
                        at,
                        "the file ends before the end of " + storage + ", which has "
                                + Count.of(storage.bytes(), "byte"));
            }
            at += storage.bytes();
        }
        if (at != channel.size()) {
            throw bad(at, Count.of(channel.size() - at, "byte follows", "bytes follow") + " the last storage");
        }
    }

    @Override
    public ByteBuffer elements(Storage storage) throws IOException {
        return read(starts.get(storage.key()), storage.bytes());
    }

    /** Reads bytes of the file after checking that it has them. */
    private ByteBuffer read(long at, long bytes) throws IOException {
        if (bytes > channel.size() - at) {
            throw bad(at, "the file ends, but " + Count.of(bytes, "byte") + " are expected");
        }
        if (bytes > Integer.MAX_VALUE - 16) {
            throw new BadInputException(path + ": at byte " + at + ": a storage has " + Count.of(bytes, "byte")
                    + ", the limit is 2 GiB; save the weights in several files");
        }
        ByteBuffer target = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (target.hasRemaining()) {
            if (channel.read(target, at + target.position()) < 0) {
                throw bad(at, "the file was truncated while it was read");
            }
        }
        return target.flip();
    }

    private BadInputException bad(long at, String problem) {
        return new BadInputException(
                path + ": at byte " + at + ": " + problem + "; the file is truncated or damaged, get it again");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
