package org.dcd.transforms.files.weights;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.FailedDownload;
import org.dcd.transforms.files.Sha256;
import org.dcd.transforms.files.safetensors.Safetensors;
import org.dcd.transforms.files.safetensors.SafetensorsHeader;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.torch.TorchFile;

/**
 * Contents of a weight file in the safetensors format or of {@code torch.save}. The format is detected from the
 * content.
 *
 * @param path path of the file
 * @param tensors tensors by name
 * @param others names of entries that are not tensors, such as a step count
 */
public record WeightFile(Path path, SortedMap<String, Tensor> tensors, SortedSet<String> others) {
    /**
     * Reads a file after checking its hash.
     *
     * @param sha256 expected SHA-256, 64 hexadecimal digits
     * @throws BadInputException if the file has another hash; see also {@link #read(Path)}
     */
    public static WeightFile read(Path path, String sha256) throws IOException {
        String expected = sha256.toLowerCase(Locale.ROOT);
        if (!expected.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("sha256 must be 64 hexadecimal digits, was '" + sha256 + "'");
        }
        String found = sha256(path);
        if (!found.equals(expected)) {
            throw new BadInputException(path + ": its SHA-256 is " + found + ", expected " + expected
                    + "; it is another file or damaged, get it again");
        }
        return read(path);
    }

    /**
     * Reads a file.
     *
     * @throws BadInputException if it is missing, damaged, in another format, or has unsupported element types
     */
    public static WeightFile read(Path path) throws IOException {
        return read(path, any -> true);
    }

    /**
     * Reads some tensors of a file; no memory is allocated for the others.
     *
     * @param wanted whether to read the tensor of a name
     * @throws BadInputException see {@link #read(Path)}
     */
    public static WeightFile read(Path path, Predicate<String> wanted) throws IOException {
        checkExists(path);
        if (!isSafetensors(path)) {
            TorchFile file = TorchFile.read(path, wanted);
            return new WeightFile(path, file.tensors(), file.others());
        }
        return safetensors(path, in -> {
            Safetensors file = Safetensors.read(in, Files.size(path), wanted);
            return new WeightFile(path, file.tensors(), new TreeSet<>());
        });
    }

    /**
     * Returns the shapes of all tensors of a file by name, without reading their elements.
     *
     * @throws BadInputException see {@link #read(Path)}
     */
    public static SortedMap<String, long[]> shapes(Path path) throws IOException {
        checkExists(path);
        if (!isSafetensors(path)) {
            return TorchFile.shapes(path);
        }
        return safetensors(path, in -> {
            SortedMap<String, long[]> shapes = new TreeMap<>();
            Safetensors.header(in, Files.size(path))
                    .entries()
                    .forEach(entry -> shapes.put(entry.name(), entry.shape()));
            return shapes;
        });
    }

    private interface Reading<R> {
        R of(InputStream in) throws IOException;
    }

    private static <R> R safetensors(Path path, Reading<R> reading) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            return reading.of(in);
        } catch (IllegalArgumentException | EOFException e) {
            throw new BadInputException(
                    path + ": not a complete safetensors file (" + e.getMessage() + "); get it again", e);
        }
    }

    /**
     * Returns the SHA-256 of a file, in lower-case hexadecimal.
     *
     * @throws BadInputException if the file is missing
     */
    public static String sha256(Path path) throws IOException {
        checkExists(path);
        try (InputStream in = Files.newInputStream(path)) {
            return Sha256.of(in);
        }
    }

    /** Whether a file starts like safetensors: length of the header, then its opening brace. */
    private static boolean isSafetensors(Path path) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(path)) {
            head = in.readNBytes(Long.BYTES + 1);
        }
        if (head.length <= Long.BYTES || head[Long.BYTES] != '{') {
            return false;
        }
        long length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return length > 0 && length <= SafetensorsHeader.MAX_LENGTH;
    }

    private static void checkExists(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new BadInputException(path + " does not exist or is not a file; give the path of a weight file"
                    + " (safetensors or torch.save)");
        }
        FailedDownload.reject(path);
    }

    /**
     * Returns a tensor by name.
     *
     * @throws BadInputException if there is none
     */
    public Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new BadInputException(path + ": has no tensor " + name + ", only " + tensors.keySet()
                    + "; give a file of the expected model");
        }
        return tensor;
    }
}
