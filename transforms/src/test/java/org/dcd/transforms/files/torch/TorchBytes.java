package org.dcd.transforms.files.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dcd.transforms.files.pickle.PickleBytes;

/** Tiny valid and invalid files of torch.save for tests. */
final class TorchBytes {
    private TorchBytes() {}

    /** Entries that torch.save writes: the pickle, a storage "0" and the version. */
    static Map<String, byte[]> entries(byte[] pickle, byte[] storage) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("x/data.pkl", pickle);
        files.put("x/data/0", storage);
        files.put("x/version", new byte[] {'3', '\n'});
        return files;
    }

    /** An archive that is not compressed. */
    static byte[] zip(Map<String, byte[]> files) {
        return zip(files, ZipEntry.STORED);
    }

    static byte[] zip(Map<String, byte[]> files, int method) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                CRC32 crc = new CRC32();
                crc.update(file.getValue());
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setMethod(method);
                entry.setSize(file.getValue().length);
                entry.setCrc(crc.getValue());
                out.putNextEntry(entry);
                out.write(file.getValue());
                out.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A file of the old layout with one storage, "0". */
    static byte[] legacy(byte[] pickle, long elements, byte[] storage) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(legacyHead());
        out.writeBytes(pickle);
        out.writeBytes(pickle().raw(']').text("0").raw('a', '.').toBytes());
        out.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(elements)
                .array());
        out.writeBytes(storage);
        return out.toByteArray();
    }

    /** Pickles before that of the object. */
    static byte[] legacyHead() {
        return pickle().raw(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, '.')
                .raw(0x80, 2, 'M', 0xe9, 3, '.')
                .raw(0x80, 2, '}')
                .text("little_endian")
                .raw(0x88, 's', '.')
                .toBytes();
    }

    static PickleBytes pickle() {
        return new PickleBytes().raw(0x80, 2);
    }

    /** {'w': a tensor of storage "0"}. */
    static byte[] dict(String type, long elements, long offset, long[] shape, long... strides) {
        return tensor(pickle().raw('}').text("w"), type, elements, offset, shape, strides)
                .raw('s', '.')
                .toBytes();
    }

    static PickleBytes tensor(
            PickleBytes pickle, String type, long elements, long offset, long[] shape, long... strides) {
        pickle.global("torch._utils", "_rebuild_tensor_v2")
                .raw('(', '(')
                .text("storage")
                .global("torch", type)
                .text("0")
                .text("cpu")
                .whole(elements)
                .raw('t', 'Q')
                .whole(offset);
        tuple(pickle, shape);
        tuple(pickle, strides);
        return pickle.raw(0x89).global("collections", "OrderedDict").raw(')', 'R', 't', 'R');
    }

    private static void tuple(PickleBytes pickle, long... values) {
        pickle.raw('(');
        for (long value : values) {
            pickle.whole(value);
        }
        pickle.raw('t');
    }
}
