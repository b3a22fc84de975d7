package org.dcd.transforms.files.safetensors;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.dcd.schemas.Count;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;

/**
 * Contents of a safetensors file (github.com/huggingface/safetensors) in memory: length of the header, header in JSON,
 * tensors back to back. {@link TensorFile} reads one tensor at a time.
 *
 * @param tensors tensors by name
 * @param metadata arbitrary text by key
 */
public record Safetensors(SortedMap<String, Tensor> tensors, SortedMap<String, String> metadata) {
    private static final int COPY = 1 << 20;
    private static final int BUFFER = 1 << 16;

    /** Copies the maps. */
    public Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
        this(new TreeMap<>(tensors), new TreeMap<>(metadata));
    }

    /**
     * Returns a tensor by name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor " + name + "; tensors are " + tensors.keySet());
        }
        return tensor;
    }

    /** Writes a file atomically. Equal tensors and metadata give equal bytes. */
    public void write(Folder folder, String file) throws IOException {
        write(folder, file, tensors, metadata);
    }

    /**
     * Same as {@link #write(Folder, String)}, with tensors that are read one after another while the file is written.
     *
     * @param tensors tensors by name
     * @param metadata arbitrary text by key
     */
    public static void write(
            Folder folder, String file, Map<String, ? extends TensorSource> tensors, Map<String, String> metadata)
            throws IOException {
        folder.write(file, out -> writeTo(out, tensors, metadata));
    }

    /** Writes the contents of the file to a stream, which stays open. */
    public void writeTo(OutputStream out) throws IOException {
        writeTo(out, tensors, metadata);
    }

    private static void writeTo(
            OutputStream out, Map<String, ? extends TensorSource> tensors, Map<String, String> metadata)
            throws IOException {
        SafetensorsHeader header = SafetensorsHeader.of(tensors, metadata);
        byte[] json = header.toJson();
        out.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .array());
        out.write(json);
        byte[] buffer = new byte[BUFFER];
        for (SafetensorsHeader.Entry entry : header.entries()) {
            long[] written = {0};
            tensors.get(entry.name()).read(elements -> {
                written[0] += elements.remaining();
                while (elements.hasRemaining()) {
                    int count = Math.min(buffer.length, elements.remaining());
                    elements.get(buffer, 0, count);
                    out.write(buffer, 0, count);
                }
            });
            if (written[0] != entry.end() - entry.begin()) {
                throw new IllegalStateException("tensor " + entry.name() + " gave " + Count.of(written[0], "byte")
                        + " instead of " + Count.of(entry.end() - entry.begin()));
            }
        }
    }

    /**
     * Reads a file.
     *
     * @throws DamagedFileException if it is not a complete safetensors file with known element types
     */
    public static Safetensors read(Folder folder, String file) throws IOException {
        long size = folder.size(file);
        try (InputStream in = folder.open(file)) {
            return read(in, size);
        } catch (IllegalArgumentException | EOFException e) {
            throw new DamagedFileException(folder, file, "is not a complete safetensors file: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a file of {@code size} bytes from a stream. Memory is allocated as bytes arrive, not according to the
     * header.
     *
     * @throws IllegalArgumentException if the bytes are not a safetensors file
     * @throws EOFException if the stream has fewer bytes
     */
    public static Safetensors read(InputStream in, long size) throws IOException {
        return read(in, size, any -> true);
    }

    /**
     * Same as {@link #read(InputStream, long)}, but skips tensors; no memory is allocated for them.
     *
     * @param wanted whether to read the tensor of a name
     */
    public static Safetensors read(InputStream in, long size, Predicate<String> wanted) throws IOException {
        SafetensorsHeader header = header(in, size);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (SafetensorsHeader.Entry entry : header.entries()) {
            if (wanted.test(entry.name())) {
                tensors.put(entry.name(), tensor(in, entry));
            } else {
                in.skipNBytes(entry.end() - entry.begin());
            }
        }
        return new Safetensors(tensors, header.metadata());
    }

    /**
     * Reads the header of a file of {@code size} bytes and checks it against the size.
     *
     * @throws IllegalArgumentException if the header is malformed
     * @throws EOFException if the stream ends within the header
     */
    public static SafetensorsHeader header(InputStream in, long size) throws IOException {
        if (size < Long.BYTES) {
            throw new EOFException("the file has only " + Count.of(size, "byte"));
        }
        long length = ByteBuffer.wrap(exactly(in, Long.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        if (length < 2 || length > Math.min(SafetensorsHeader.MAX_LENGTH, size - Long.BYTES)) {
            throw new IllegalArgumentException(
                    "the header declares a length of " + Count.of(length) + " in a file of " + Count.of(size, "byte"));
        }
        return SafetensorsHeader.parse(exactly(in, (int) length), size - Long.BYTES - length);
    }

    private static Tensor tensor(InputStream in, SafetensorsHeader.Entry entry) throws IOException {
        Dtype stored = entry.type();
        long bytes = entry.end() - entry.begin();
        long elements = bytes / stored.bytes();
        if (elements > (Integer.MAX_VALUE - COPY) / stored.type().bytes()) {
            throw new IllegalArgumentException("tensor " + entry.name() + " has " + Count.of(elements, "element")
                    + "; a tensor of " + stored.type() + " is limited to 2 GiB");
        }
        ByteBuffer data = ByteBuffer.wrap(exactly(in, (int) bytes)).order(ByteOrder.LITTLE_ENDIAN);
        if (stored == Dtype.of(stored.type())) {
            return new Tensor(stored.type(), entry.shape(), data);
        }
        Tensor converted = Tensor.zeros(stored.type(), entry.shape());
        ByteBuffer target = converted.data();
        for (int i = 0; i < elements; i++) {
            stored.copy(data, i, target);
        }
        return converted;
    }

    /** Allocates memory as bytes arrive, as {@link InputStream#readNBytes} does. */
    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the file ends " + Count.of(length - bytes.length, "byte") + " early");
        }
        return bytes;
    }
}
