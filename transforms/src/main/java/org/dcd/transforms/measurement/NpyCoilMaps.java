package org.dcd.transforms.measurement;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Reasons;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.files.InputFile;
import org.dcd.transforms.files.Sha256;
import org.dcd.transforms.files.npy.NpyReader;
import org.dcd.transforms.files.npy.NpyReader.ComplexArray;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.registry.TypeName;

/**
 * Measured maps from an .npy file, such as those of ESPIRiT (Uecker et al. 2014): a complex array [coils, h, w], used
 * for all images without normalisation. Σ_c |S_c|² must be 1 in pixels with signal and may be 0 elsewhere.
 *
 * @param file the .npy file
 */
@TypeName("npy")
public record NpyCoilMaps(@InputFile(give = "the path of an .npy file", inlineAs = "path") HashedFile file)
        implements CoilMapSource {
    private static final int MAX_BYTES = 1 << 28;
    private static final int MAX_COILS = 64;
    /** Tolerance of the maximum of Σ_c |S_c|², as maps are stored in single precision. */
    private static final double TOLERANCE = 0.01;

    @Override
    public CoilMaps maps(ImageShape image) {
        byte[] bytes = bytes();
        file.require(Sha256.of(bytes));
        ComplexArray array = NpyReader.complex(bytes, file.path().toString());
        requireShape(array.shape(), image);
        CoilMaps maps = new CoilMaps(array.shape()[0], image.height(), image.width(), array.real(), array.imaginary());
        requireNormalised(maps);
        return maps;
    }

    private byte[] bytes() {
        try (InputStream in = Files.newInputStream(file.path())) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new BadInputException(file.path() + " has more than " + MAX_BYTES
                        + " bytes, the limit for coil maps; give the file of" + " the maps");
            }
            return bytes;
        } catch (IOException e) {
            throw new BadInputException(
                    file.path() + ": cannot be read (" + Reasons.of(e) + "); check path and permissions", e);
        }
    }

    @Override
    public void checkImage(ImageShape image) {
        maps(image);
    }

    private void requireShape(int[] shape, ImageShape image) {
        if (shape.length != 3
                || shape[0] < 1
                || shape[0] > MAX_COILS
                || shape[1] != image.height()
                || shape[2] != image.width()) {
            throw new BadInputException(file.path() + ": has shape " + Arrays.toString(shape) + ", but images of "
                    + image.height() + "x" + image.width() + " (height x width) need [coils, " + image.height() + ", "
                    + image.width() + "] with 1 to " + MAX_COILS + " coils; crop the maps like the images");
        }
    }

    private void requireNormalised(CoilMaps maps) {
        double largest = maps.largestSumOfSquares();
        if (!(Math.abs(largest - 1) <= TOLERANCE)) {
            throw new BadInputException(file.path() + ": the maximum of Σ|S|² over the coils is " + largest
                    + ", but must be 1 so that measurements stay in the range of the images; divide the maps by the"
                    + " square root of that sum in every pixel with signal");
        }
    }
}
