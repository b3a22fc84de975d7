package org.dcd.transforms.ops.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript archive with methods and without data. libtorch compiles the methods when it loads the archive.
 */
final class TorchArchive {
    /** Pickle of a {@code __torch__.Program} with attribute {@code training = False}, in the format of torch.jit. */
    private static final byte[] OBJECT = ("\u0080\u0002c__torch__\nProgram\n)\u0081}(X\u0008\0\0\0training\u0089ub.")
            .getBytes(StandardCharsets.ISO_8859_1);
    /** Pickle of an empty tuple. */
    private static final byte[] NO_CONSTANTS = "\u0080\u0002).".getBytes(StandardCharsets.ISO_8859_1);
    /** File format of libtorch 2.x. */
    private static final String VERSION = "10\n";

    private TorchArchive() {}

    static byte[] of(String methods) {
        DeviceRule.check(methods);
        String source =
                "class Program(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n" + methods;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            entry(zip, "data.pkl", OBJECT);
            entry(zip, "code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            entry(zip, "constants.pkl", NO_CONSTANTS);
            entry(zip, "version", VERSION.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry("program/" + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
