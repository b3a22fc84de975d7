package org.dcd.transforms.measurement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;

/**
 * The noise level of measurements as a calibration found it, in units of the range [-1, 1].
 *
 * @param sigma the σ that training is to take, in (0, 80]
 * @param mean of the images' estimates
 * @param max the largest of them
 * @param images of the calibration set
 */
public record NoiseEstimate(double sigma, double mean, double max, long images) {
    /** Name of its file in the folder of a calibrate stage. */
    public static final String FILE = "noise-estimate.json";

    private static final JsonMapper JSON = new JsonMapper();
    /** By which rounding may put the mean of equal estimates above them. */
    private static final double ROUNDING = 1e-9;

    public NoiseEstimate {
        if (!(sigma > 0 && sigma <= 80)) {
            throw new IllegalArgumentException("an estimated sigma must be in (0, 80], was " + sigma);
        }
        if (!(mean > 0 && max >= (1 - ROUNDING) * mean && max < Double.POSITIVE_INFINITY && images > 0)) {
            throw new IllegalArgumentException(
                    "the estimates of " + images + " images cannot have the mean " + mean + " and the maximum " + max);
        }
    }

    /** What a calibration set gives under a setting. */
    public static NoiseEstimate of(EstimatedSigma setting, SigmaCalibration calibration) {
        return new NoiseEstimate(
                setting.sigma(calibration), calibration.mean(), calibration.max(), calibration.count());
    }

    public void write(Folder folder) throws IOException {
        byte[] json = JSON.writeValueAsBytes(this);
        folder.write(FILE, out -> out.write(json));
    }

    /** @throws DamagedFileException when the file is not what {@link #write} wrote */
    public static NoiseEstimate read(Folder folder) throws IOException {
        try (InputStream in = folder.open(FILE)) {
            NoiseEstimate read = JSON.readValue(in, NoiseEstimate.class);
            if (read == null) {
                throw new DamagedFileException(folder, FILE, "does not hold a noise estimate: it is null");
            }
            return read;
        } catch (NoSuchFileException e) {
            throw new DamagedFileException(folder, FILE, "is missing", e);
        } catch (JsonProcessingException e) {
            throw new DamagedFileException(
                    folder, FILE, "does not hold a noise estimate: " + e.getOriginalMessage(), e);
        }
    }
}
