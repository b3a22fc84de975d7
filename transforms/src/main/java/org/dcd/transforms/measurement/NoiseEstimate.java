package org.dcd.transforms.measurement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;

/**
 * Estimated noise level of measurements, in units of the image range [-1, 1]; the result of a calibrate stage.
 *
 * @param sigma σ that training uses, in (0, 80]
 * @param mean mean of the images' estimates
 * @param max maximum of the images' estimates
 * @param images number of images of the calibration set
 */
public record NoiseEstimate(double sigma, double mean, double max, long images) {
    /** File name in the folder of a calibrate stage. */
    public static final String FILE = "noise-estimate.json";

    private static final JsonMapper JSON = new JsonMapper();
    /** Relative rounding error of the mean, which may exceed the maximum if all estimates are equal. */
    private static final double ROUNDING = 1e-9;

    public NoiseEstimate {
        if (!(sigma > 0 && sigma <= 80)) {
            throw new IllegalArgumentException("the estimated sigma must be in (0, 80], was " + sigma);
        }
        if (!(mean > 0 && max >= (1 - ROUNDING) * mean && max < Double.POSITIVE_INFINITY && images > 0)) {
            throw new IllegalArgumentException(
                    "inconsistent estimates of " + images + " images: mean " + mean + ", maximum " + max);
        }
    }

    /** Computes the estimate from a calibration set. */
    public static NoiseEstimate of(EstimatedSigma setting, SigmaCalibration calibration) {
        return new NoiseEstimate(
                setting.sigma(calibration), calibration.mean(), calibration.max(), calibration.count());
    }

    /** Writes the file {@link #FILE}. */
    public void write(Folder folder) throws IOException {
        byte[] json = JSON.writeValueAsBytes(this);
        folder.write(FILE, out -> out.write(json));
    }

    /**
     * Reads the file {@link #FILE}.
     *
     * @throws DamagedFileException if it is missing or was not written by {@link #write}
     */
    public static NoiseEstimate read(Folder folder) throws IOException {
        try (InputStream in = folder.open(FILE)) {
            NoiseEstimate read = JSON.readValue(in, NoiseEstimate.class);
            if (read == null) {
                throw new DamagedFileException(folder, FILE, "does not contain a noise estimate: it is null");
            }
            return read;
        } catch (NoSuchFileException e) {
            throw new DamagedFileException(folder, FILE, "is missing", e);
        } catch (JsonProcessingException e) {
            throw new DamagedFileException(
                    folder, FILE, "does not contain a noise estimate: " + e.getOriginalMessage(), e);
        }
    }
}
