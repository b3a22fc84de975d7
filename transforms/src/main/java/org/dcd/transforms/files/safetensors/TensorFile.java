package org.dcd.transforms.files.safetensors;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.dcd.schemas.Count;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;

/**
 * A safetensors file whose tensors are read one at a time, in parts of at most 64 KiB. Opening it reads the header and
 * checks it against the size of the file. No file stays open between reads, so there is nothing to close.
 */
public final class TensorFile implements Weights {
    private static final int BUFFER = 1 << 16;

    private final Folder folder;
    private final String file;
    private final SortedMap<String, String> metadata;
    private final Map<String, TensorSource> tensors = new LinkedHashMap<>();

    private TensorFile(Folder folder, String file, SafetensorsHeader header, long size) {
        this.folder = folder;
        this.file = file;
        this.metadata = Collections.unmodifiableSortedMap(header.metadata());
        long start = size - header.dataBytes();
        header.entries().forEach(entry -> tensors.put(entry.name(), new Stored(entry, start + entry.begin())));
    }

    /**
     * Opens a file.
     *
     * @throws DamagedFileException if it is not a complete safetensors file with known element types
     */
    public static TensorFile open(Folder folder, String file) throws IOException {
        long size = folder.size(file);
        try (InputStream in = folder.open(file)) {
            return new TensorFile(folder, file, Safetensors.header(in, size), size);
        } catch (IllegalArgumentException | EOFException e) {
            throw new DamagedFileException(folder, file, "is not a complete safetensors file: " + e.getMessage(), e);
        }
    }

    /** Arbitrary text by key. */
    public SortedMap<String, String> metadata() {
        return metadata;
    }

    /** Tensors by name, in the order of the file. */
    public Map<String, TensorSource> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    @Override
    public Optional<TensorSource> tensor(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /** A tensor in the file, converted to the type that represents all its values. */
    private final class Stored implements TensorSource {
        private final SafetensorsHeader.Entry entry;
        private final long position;

        Stored(SafetensorsHeader.Entry entry, long position) {
            this.entry = entry;
            this.position = position;
        }

        @Override
        public Tensor.Type type() {
            return entry.type().type();
        }

        @Override
        public long[] shape() {
            return entry.shape().clone();
        }

        @Override
        public void read(Receiver receiver) throws IOException {
            long left = entry.end() - entry.begin();
            ByteBuffer part = buffer((int) Math.min(BUFFER, left));
            try (SeekableByteChannel channel = folder.openChannel(file)) {
                channel.position(position);
                while (left > 0) {
                    part.clear().limit((int) Math.min(part.capacity(), left));
                    left -= part.limit();
                    fill(channel, part);
                    receiver.accept(converted(part.flip()));
                }
            }
        }

        private void fill(SeekableByteChannel channel, ByteBuffer part) throws IOException {
            while (part.hasRemaining()) {
                if (channel.read(part) < 0) {
                    throw new DamagedFileException(
                            folder, file, "ends " + Count.of(part.remaining(), "byte") + " before the end of a tensor");
                }
            }
        }

        private ByteBuffer converted(ByteBuffer part) {
            Dtype stored = entry.type();
            if (stored == Dtype.of(stored.type())) {
                return part;
            }
            int elements = part.limit() / stored.bytes();
            ByteBuffer target = buffer(elements * stored.type().bytes());
            for (int i = 0; i < elements; i++) {
                stored.copy(part, i, target);
            }
            return target.flip();
        }
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
