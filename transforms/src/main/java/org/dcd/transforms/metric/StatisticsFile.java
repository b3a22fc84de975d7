package org.dcd.transforms.metric;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.transforms.files.Sha256;
import org.dcd.transforms.files.npy.NpyFile;
import org.dcd.transforms.files.npy.NpyWriter;
import org.dcd.transforms.files.zip.SafeZip;

/**
 * Statistics of features as an {@code .npz} file with the arrays {@code mu} [d] and {@code sigma} [d, d], which
 * NVlabs/edm and pytorch-fid read and write. The file states neither the extractor nor the images or their number.
 *
 * <p>Files are untrusted: lengths are checked against the headers before memory is allocated, 8 d² bytes and at most
 * 512 MiB.
 *
 * @param gaussian float64, from float32 or float64 of either byte order, row-major or column-major
 * @param sha256 SHA-256 of the file
 */
public record StatisticsFile(Gaussian gaussian, String sha256) {
    private static final String MU = "mu.npy";
    private static final String SIGMA = "sigma.npy";
    private static final String REMEDY = "; use a file that dcd stats, NVlabs/edm or pytorch-fid wrote";
    /** Greatest |s_ij - s_ji| and -s_kk relative to the greatest variance: above the rounding of float32. */
    private static final double ROUNDING = 1e-6;
    /** The earliest time of zip, so that equal statistics give equal bytes. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /** Whether a path has the ending of such a file. */
    public static boolean isNamed(Path path) {
        return path.toString().endsWith(".npz");
    }

    /**
     * Reads a file.
     *
     * @param dimension required number of features; empty for any
     * @throws BadInputException when it is missing or damaged, has other contents or another number of features
     */
    public static StatisticsFile read(Path file, OptionalInt dimension) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + " is not a file" + REMEDY);
        }
        String sha256 = Sha256.of(file);
        try (SafeZip zip = new SafeZip(file)) {
            double[] mean = mean(zip, file, dimension);
            return new StatisticsFile(new Gaussian(mean, covariance(zip, file, mean.length)), sha256);
        } catch (ZipException | EOFException e) {
            throw new BadInputException(
                    file + ": the data is damaged or truncated (" + e.getMessage() + "); get it again", e);
        }
    }

    private static double[] mean(SafeZip zip, Path file, OptionalInt dimension) throws IOException {
        try (Member mu = new Member(zip, file, MU)) {
            List<Integer> shape = mu.array.shape();
            if (shape.size() != 1 || shape.get(0) < 1 || shape.get(0) > FeatureMoments.MOST_FEATURES) {
                throw new BadInputException(zip.where(MU) + " has shape " + shape + ", not that of a mean of 1 to "
                        + FeatureMoments.MOST_FEATURES + " features" + REMEDY);
            }
            int d = shape.get(0);
            if (dimension.isPresent() && d != dimension.getAsInt()) {
                throw new BadInputException(file + " is of " + Count.of(d, "feature") + ", but the extractor gives "
                        + dimension.getAsInt() + "; use statistics of the same extractor");
            }
            double[] mean = new double[d];
            mu.array.read(mean, 0, d);
            mu.check();
            return mean;
        }
    }

    private static double[] covariance(SafeZip zip, Path file, int d) throws IOException {
        try (Member sigma = new Member(zip, file, SIGMA)) {
            if (!sigma.array.shape().equals(List.of(d, d))) {
                throw new BadInputException(zip.where(SIGMA) + " has shape " + sigma.array.shape() + ", but mu has "
                        + Count.of(d, "feature") + REMEDY);
            }
            double[] covariance = new double[d * d];
            for (int row = 0; row < d; row++) {
                sigma.array.read(covariance, row * d, d);
            }
            sigma.check();
            return symmetric(covariance, d, zip.where(SIGMA));
        }
    }

    /** Removes asymmetry and negative variances that are due to rounding, and refuses greater ones. */
    private static double[] symmetric(double[] covariance, int d, String where) {
        double most = 0;
        for (int k = 0; k < d; k++) {
            most = Math.max(most, covariance[k * d + k]);
        }
        for (int k = 0; k < d; k++) {
            double variance = covariance[k * d + k];
            if (variance < -ROUNDING * most) {
                throw new BadInputException(
                        where + ": the variance of feature " + k + " is " + variance + ", below 0" + REMEDY);
            }
            covariance[k * d + k] = Math.max(variance, 0);
        }
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                double below = covariance[i * d + j];
                double above = covariance[j * d + i];
                if (Math.abs(below - above) > ROUNDING * most) {
                    throw new BadInputException(where + " is not symmetric: element [" + i + ", " + j + "] is " + below
                            + ", [" + j + ", " + i + "] is " + above + ", but a covariance is symmetric" + REMEDY);
                }
                covariance[i * d + j] = (below + above) / 2;
                covariance[j * d + i] = covariance[i * d + j];
            }
        }
        return covariance;
    }

    /** An array of the archive, whose checksum is verified after reading. */
    private static final class Member implements AutoCloseable {
        private final SafeZip zip;
        private final String name;
        private final CheckedInputStream bytes;
        private final NpyFile array;

        Member(SafeZip zip, Path file, String name) throws IOException {
            ZipEntry entry = zip.entry(name);
            if (entry == null) {
                throw new BadInputException(
                        file + " has no array '" + name.replace(".npy", "") + "', but " + zip.files() + REMEDY);
            }
            this.zip = zip;
            this.name = name;
            this.bytes = new CheckedInputStream(zip.open(name), new CRC32());
            try {
                this.array = NpyFile.ofEitherOrder(zip.where(name), bytes, entry.getSize());
            } catch (IOException | RuntimeException e) {
                bytes.close();
                throw e;
            }
        }

        void check() throws IOException {
            if (bytes.read() >= 0
                    || bytes.getChecksum().getValue() != zip.entry(name).getCrc()) {
                throw zip.damaged(name, new ZipException("checksum or length is not that of the archive's directory"));
            }
        }

        @Override
        public void close() throws IOException {
            array.close();
        }
    }

    /** Writes statistics. Equal statistics give equal bytes. */
    public static void write(Gaussian gaussian, OutputStream out) throws IOException {
        int d = gaussian.dimension();
        ZipOutputStream zip = new ZipOutputStream(out);
        // as numpy.savez: compression would save 5%
        zip.setLevel(Deflater.NO_COMPRESSION);
        begin(zip, MU);
        NpyWriter.write(zip, gaussian.mean(), d);
        begin(zip, SIGMA);
        NpyWriter.write(zip, gaussian.covariance(), d, d);
        zip.finish();
    }

    private static void begin(ZipOutputStream zip, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
    }
}
