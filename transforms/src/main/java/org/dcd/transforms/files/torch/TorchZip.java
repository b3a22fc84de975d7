package org.dcd.transforms.files.torch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.transforms.files.pickle.PickleInput;
import org.dcd.transforms.files.pickle.PickleReader;
import org.dcd.transforms.files.zip.SafeZip;

/**
 * File layout of torch.save since PyTorch 1.6: an uncompressed zip archive of one folder with the pickle
 * {@code data.pkl}, a file of raw elements per storage in {@code data/}, {@code version} and, since 2.1,
 * {@code byteorder}.
 */
final class TorchZip implements TorchFile.Layout {
    private static final String PICKLE = "data.pkl";
    /** Newest supported layout version, of PyTorch 2. */
    private static final int MAX_VERSION = 10;

    private static final int MAX_WORD = 64;
    /** Checksum field in files written with torch.serialization.set_crc32_options(False). */
    private static final long NO_CHECKSUM = 0;

    private final Path path;
    private final SafeZip zip;
    private final String folder;
    private final ByteOrder order;

    TorchZip(Path path) throws IOException {
        this.path = path;
        zip = new SafeZip(path);
        try {
            folder = folder();
            checkVersion();
            order = order();
        } catch (RuntimeException | IOException e) {
            zip.close();
            throw e;
        }
    }

    private String folder() {
        List<String> pickles = zip.files().stream()
                .filter(name -> name.endsWith("/" + PICKLE) && name.indexOf('/') == name.length() - PICKLE.length() - 1)
                .toList();
        if (pickles.size() != 1) {
            throw new BadInputException(path + ": the archive has " + Count.of(pickles.size(), "file") + " <folder>/"
                    + PICKLE + ", expected one; save the weights with torch.save");
        }
        return pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
    }

    private void checkVersion() throws IOException {
        String version = word("version");
        if (!version.matches("[1-9][0-9]?") || Integer.parseInt(version) > MAX_VERSION) {
            throw new BadInputException(zip.where(folder + "version") + ": layout version '" + version
                    + "' is not supported, only 1 to " + MAX_VERSION + "; save the weights with PyTorch 1.6 to 2");
        }
    }

    private ByteOrder order() throws IOException {
        if (zip.entry(folder + "byteorder") == null) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        String order = word("byteorder");
        return switch (order) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default -> throw new BadInputException(zip.where(folder + "byteorder") + ": byte order '" + order
                    + "' is not little or big; get the file again");
        };
    }

    private String word(String name) throws IOException {
        return new String(read(folder + name, MAX_WORD), StandardCharsets.ISO_8859_1)
                .strip()
                .replaceAll("\\p{Cntrl}", "?");
    }

    @Override
    public Object object() throws IOException {
        String name = folder + PICKLE;
        byte[] pickle = read(name, TorchFile.MAX_PICKLE);
        TorchGlobals globals = new TorchGlobals(pickle.length);
        return PickleReader.read(new PickleInput(pickle, offset -> zip.where(name) + ": at byte " + offset), globals);
    }

    @Override
    public ByteBuffer elements(Storage storage) throws IOException {
        String name = folder + "data/" + storage.key();
        byte[] bytes = read(name, Integer.MAX_VALUE - 16);
        if (bytes.length != storage.bytes()) {
            throw new BadInputException(zip.where(name) + ": has " + Count.of(bytes.length, "byte") + ", but the "
                    + Count.of(storage.elements(), "element") + " of " + storage.type() + " in " + PICKLE + " need "
                    + Count.of(storage.bytes()) + "; get the file again");
        }
        return ByteBuffer.wrap(bytes).order(order);
    }

    /** Reads an entry. Its size is limited by that of the archive, as entries are not compressed. */
    private byte[] read(String name, int most) throws IOException {
        ZipEntry entry = zip.entry(name);
        if (entry == null) {
            throw new BadInputException(path + ": has no entry " + name + "; get the file again");
        }
        if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
            throw new BadInputException(
                    zip.where(name) + ": is compressed, unlike files of PyTorch; save the weights with torch.save");
        }
        if (entry.getSize() > most) {
            throw new BadInputException(zip.where(name) + ": has " + Count.of(entry.getSize(), "byte")
                    + ", the limit is " + most + "; save the weights in several files");
        }
        try (InputStream in = zip.open(name)) {
            byte[] bytes = in.readNBytes((int) entry.getSize());
            boolean computed = entry.getCrc() != NO_CHECKSUM || bytes.length != entry.getSize();
            return computed ? zip.checked(name, bytes) : bytes;
        } catch (ZipException | EOFException e) {
            throw zip.damaged(name, e);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
