package org.dcd.transforms.measurement;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.data.PortableRecord;
import org.dcd.transforms.data.SourceHash;
import org.dcd.transforms.files.npy.ComplexArray;
import org.dcd.transforms.files.npy.NpyReader;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKey;
import org.dcd.transforms.registry.TypeName;

/**
 * Measured maps, a NumPy array [coils, h, w] of complex numbers such as ESPIRiT's (Uecker et al. 2014), for all images.
 * They are taken as they are: Σ_c |S_c|² is 1 where they saw anything, and may be 0 elsewhere.
 *
 * @param path of an .npy file
 * @param sha256 of its contents; taken from the file when the experiment is read, and held to from then on. It stands
 *     for the path in stage keys
 */
@TypeName("npy")
public record MeasuredMaps(@NotInKey Path path, @Default("''") String sha256) implements CoilMapSource {
    private static final long MOST_BYTES = 1L << 28;
    private static final int MOST_COILS = 64;
    /** How far from 1 the largest sum of squares may be: maps are stored in single precision. */
    private static final double TOLERANCE = 0.01;

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public MeasuredMaps {
        if (sha256.isEmpty()) {
            sha256 = SourceHash.sha256(bytes(path));
        }
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException(
                    "npy.sha256 must be 64 hexadecimal digits in lower case, was '" + sha256 + "'");
        }
    }

    private static byte[] bytes(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException("npy.path " + path + " is not a file; give the path of an .npy file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes((int) MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IllegalArgumentException(
                        "npy.path " + path + " has more than " + MOST_BYTES + " bytes; is it the file of the maps?");
            }
            return bytes;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "npy.path " + path + " cannot be read (" + e.getMessage() + "); check its permissions", e);
        }
    }

    @Override
    public CoilMaps maps(ImageShape image) {
        byte[] bytes = bytes(path);
        String found = SourceHash.sha256(bytes);
        if (!found.equals(sha256)) {
            throw new BadInputException(path + ": has SHA-256 " + found + ", but " + sha256
                    + " when the experiment was planned; put that file back or run the experiment again");
        }
        ComplexArray array = NpyReader.complex(bytes, path.toString());
        requireShape(array.shape(), image);
        CoilMaps maps = new CoilMaps(array.shape()[0], image.height(), image.width(), array.real(), array.imaginary());
        requireNormalised(maps);
        return maps;
    }

    @Override
    public void checkImage(ImageShape image) {
        maps(image);
    }

    private void requireShape(int[] shape, ImageShape image) {
        if (shape.length != 3
                || shape[0] < 1
                || shape[0] > MOST_COILS
                || shape[1] != image.height()
                || shape[2] != image.width()) {
            throw new BadInputException(path + ": has shape " + Arrays.toString(shape) + ", but images of "
                    + image.height() + "x" + image.width() + " (height x width) need [coils, " + image.height() + ", "
                    + image.width() + "] with 1 to " + MOST_COILS + " coils; crop the maps as the images were");
        }
    }

    private void requireNormalised(CoilMaps maps) {
        double largest = maps.largestSumOfSquares();
        if (!(Math.abs(largest - 1) <= TOLERANCE)) {
            throw new BadInputException(path + ": the largest sum of |S|² over the coils is " + largest
                    + ", but 1 keeps measurements in the range of the images; divide the maps by the root of that sum"
                    + " in every pixel that they saw");
        }
    }

    /** Paths are not serialisable. */
    private Object writeReplace() {
        return PortableRecord.of(this);
    }
}
