package org.dcd.transforms.files.safetensors;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.dcd.schemas.Count;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;

/**
 * Named arrays in the safetensors format (github.com/huggingface/safetensors): the length of the header, the header in
 * JSON, the arrays back to back.
 *
 * @param tensors by name
 * @param metadata free text
 */
public record Safetensors(SortedMap<String, Tensor> tensors, SortedMap<String, String> metadata) {
    private static final int COPY = 1 << 20;

    public Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
        this(new TreeMap<>(tensors), new TreeMap<>(metadata));
    }

    /** The tensor of a name. */
    public Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("there is no tensor " + name + ", only " + tensors.keySet());
        }
        return tensor;
    }

    /** Writes a whole file. The same arrays give the same bytes. */
    public void write(Folder folder, String file) throws IOException {
        folder.write(file, this::writeTo);
    }

    /** Writes without closing the stream. */
    public void writeTo(OutputStream out) throws IOException {
        byte[] header = SafetensorsHeader.of(this).toJson();
        out.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array());
        out.write(header);
        WritableByteChannel channel = Channels.newChannel(out);
        for (String name : SafetensorsHeader.order(tensors)) {
            ByteBuffer data = tensors.get(name).data();
            while (data.hasRemaining()) {
                channel.write(data);
            }
        }
    }

    /**
     * Reads a file.
     *
     * @throws DamagedFileException when it is not a whole safetensors file of known element types
     */
    public static Safetensors read(Folder folder, String file) throws IOException {
        long size = folder.size(file);
        try (InputStream in = folder.open(file)) {
            return read(in, size);
        } catch (IllegalArgumentException | EOFException e) {
            throw new DamagedFileException(folder, file, "is not a whole safetensors file: " + e.getMessage(), e);
        }
    }

    /**
     * Reads exactly that many bytes. Memory is taken as bytes arrive, never on the word of the header alone.
     *
     * @throws IllegalArgumentException when they are not a safetensors file
     * @throws EOFException when there are fewer
     */
    public static Safetensors read(InputStream in, long size) throws IOException {
        return read(in, size, any -> true);
    }

    /**
     * The same, keeping only some tensors; no memory is taken for the others.
     *
     * @param wanted whether a tensor is kept, by its name
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

    /** What the file begins with, checked against its size. */
    public static SafetensorsHeader header(InputStream in, long size) throws IOException {
        if (size < Long.BYTES) {
            throw new EOFException("there are only " + Count.of(size, "byte"));
        }
        long length = ByteBuffer.wrap(exactly(in, Long.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        if (length < 2 || length > Math.min(SafetensorsHeader.LONGEST, size - Long.BYTES)) {
            throw new IllegalArgumentException(
                    "the header claims " + Count.of(length) + " of " + Count.of(size, "byte"));
        }
        return SafetensorsHeader.parse(exactly(in, (int) length), size - Long.BYTES - length);
    }

    private static Tensor tensor(InputStream in, SafetensorsHeader.Entry entry) throws IOException {
        Dtype stored = entry.type();
        long bytes = entry.end() - entry.begin();
        long elements = bytes / stored.bytes();
        if (elements > (Integer.MAX_VALUE - COPY) / stored.type().bytes()) {
            throw new IllegalArgumentException("tensor " + entry.name() + " has " + Count.of(elements, "element")
                    + ", at most 2 GiB" + " of " + stored.type() + " fit");
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

    /** {@link InputStream#readNBytes} grows as bytes arrive. */
    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the file ends " + Count.of(length - bytes.length, "byte") + " early");
        }
        return bytes;
    }
}
