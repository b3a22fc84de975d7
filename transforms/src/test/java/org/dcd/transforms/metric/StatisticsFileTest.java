package org.dcd.transforms.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.npy.Npy;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The two files are of NumPy 2.4, with a the rows 1 2 0, 0 1 1, 3 0 1 and 1 1 1 in float64:
 *
 * <pre>{@code
 * mu, sigma = a.mean(0), numpy.cov(a, rowvar=False)
 * numpy.savez("savez.npz", mu=mu, sigma=sigma)
 * numpy.savez_compressed("compressed.npz", fid=1.0, mu=mu.astype(">f4"),
 *     sigma=numpy.asfortranarray(sigma.astype(numpy.float32)))
 * }</pre>
 */
class StatisticsFileTest {
    private static final OptionalInt ANY = OptionalInt.empty();
    private static final double[] MU = {1.25, 1, 0.75};
    private static final double[] SIGMA = {
        19 / 12.0, -2 / 3.0, 1 / 12.0,
        -2 / 3.0, 2 / 3.0, -1 / 3.0,
        1 / 12.0, -1 / 3.0, 0.25
    };

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"savez.npz", "compressed.npz"})
    void readsFilesOfNumpy(String name) throws Exception {
        Path file = Path.of(getClass().getResource("/statistics/" + name).toURI());

        Gaussian read = StatisticsFile.read(file, OptionalInt.of(3)).gaussian();

        double tolerance = name.equals("savez.npz") ? 1e-15 : 1e-7;
        assertThat(read.mean()).containsExactly(MU);
        for (int i = 0; i < SIGMA.length; i++) {
            assertThat(read.covariance()[i]).isCloseTo(SIGMA[i], within(tolerance));
        }
    }

    @Test
    void writesAndReadsBackTheSameBytes() throws IOException {
        FeatureMoments moments = FeatureMomentsTest.moments(Seeds.normal(3, 20 * 150), 150);
        Path file = folder.resolve("a.npz");
        write(file, moments.gaussian());

        StatisticsFile read = StatisticsFile.read(file, ANY);

        assertThat(read.gaussian().mean()).containsExactly(moments.mean());
        assertThat(read.gaussian().covariance()).containsExactly(moments.covariance());
        Path again = folder.resolve("b.npz");
        write(again, read.gaussian());
        assertThat(again).hasSameBinaryContentAs(file);
        assertThat(read.sha256()).isEqualTo(StatisticsFile.read(again, ANY).sha256());
    }

    private static void write(Path file, Gaussian gaussian) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            StatisticsFile.write(gaussian, out);
        }
    }

    private static byte[] npy(String type, String shape, double... values) {
        ByteBuffer data = ByteBuffer.allocate(Double.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(values).forEach(data::putDouble);
        return Npy.file(Npy.header(type, shape), data.array());
    }

    private Path zip(Map<String, byte[]> members) throws IOException {
        Path file = folder.resolve("s.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                zip.putNextEntry(new ZipEntry(member.getKey()));
                zip.write(member.getValue());
            }
        }
        return file;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<f8 | (2,) | 0 0 | <f8 | (2, 2) | 1 0.5 0.4 1 | is not symmetric: element [1, 0] is 0.4, [0, 1] is 0.5",
                "<f8 | (2,) | 0 NaN | <f8 | (2, 2) | 1 0 0 1 | entry mu.npy: element 1 is NaN",
                "<f8 | (2,) | 0 0 | <f8 | (2, 2) | 1 Infinity Infinity 1 | entry sigma.npy: element 1 is Infinity",
                "<f8 | (2,) | 0 0 | <f8 | (2, 2) | 1 0 0 -1 | the variance of feature 1 is -1.0, below 0",
                "<f8 | (2,) | 0 0 | <f8 | (4,) | 1 0 0 1 | sigma.npy has shape [4], but mu has 2 features",
                "<f8 | (2,) | 0 0 | <f8 | (1, 1) | 1 | sigma.npy has shape [1, 1], but mu has 2 features",
                "<f8 | (1, 2) | 0 0 | <f8 | (2, 2) | 1 0 0 1 | mu.npy has shape [1, 2], not that of a mean",
                "<f8 | () | 0 | <f8 | (1, 1) | 1 | mu.npy has shape [], not that of a mean",
                "<f8 | (0,) | '' | <f8 | (0, 0) | '' | mu.npy has shape [0], not that of a mean",
                "<f8 | (2,) | 0 | <f8 | (2, 2) | 1 0 0 1 | mu.npy: has 8 bytes of elements, which does not match shape [2]",
                "<f8 | (2,) | 0 0 | <f8 | (99999, 99999) | 1 | sigma.npy: has 8 bytes of elements",
                "<c16 | (1,) | 0 0 | <f8 | (1, 1) | 1 | mu.npy: has complex elements of type <c16",
                "O | (1,) | 0 | <f8 | (1, 1) | 1 | mu.npy: contains pickled Python objects, which are never read",
                "<i8 | (1,) | 0 | <f8 | (1, 1) | 1 | mu.npy: has elements of type <i8",
            })
    void otherArraysAreRefused(
            String muType, String muShape, String mu, String sigmaType, String sigmaShape, String sigma, String message)
            throws IOException {
        Map<String, byte[]> members = new LinkedHashMap<>();
        members.put("mu.npy", npy(muType.equals("O") ? "|O" : muType, muShape, values(mu)));
        members.put("sigma.npy", npy(sigmaType, sigmaShape, values(sigma)));
        Path file = zip(members);

        assertThatThrownBy(() -> StatisticsFile.read(file, ANY))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("s.npz");
    }

    private static double[] values(String text) {
        return text.isEmpty()
                ? new double[0]
                : Arrays.stream(text.split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
    }

    @Test
    void anotherNumberOfFeaturesIsRefusedBeforeTheCovarianceIsRead() throws IOException {
        Path file = zip(Map.of("mu.npy", npy("<f8", "(2,)", 0, 0)));

        assertThatThrownBy(() -> StatisticsFile.read(file, OptionalInt.of(2048)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is of 2 features, but the extractor gives 2048");
        assertThatThrownBy(() -> StatisticsFile.read(file, ANY))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("has no array 'sigma', but [mu.npy]");
    }

    /** Rounding of float32 sums is not asymmetry. */
    @Test
    void roundingIsAveragedOut() throws IOException {
        Map<String, byte[]> members = new LinkedHashMap<>();
        members.put("mu.npy", npy("<f8", "(2,)", 0, 0));
        members.put("sigma.npy", npy("<f8", "(2, 2)", 1, 0.5, 0.5 + 0x1p-22, 1));

        assertThat(StatisticsFile.read(zip(members), ANY).gaussian().covariance())
                .containsExactly(1, 0.5 + 0x1p-23, 0.5 + 0x1p-23, 1);
    }

    /** Such as -1e-17 for a feature that is zero in all images. */
    @Test
    void aSlightlyNegativeVarianceBecomesZero() throws IOException {
        Map<String, byte[]> members = new LinkedHashMap<>();
        members.put("mu.npy", npy("<f8", "(2,)", 0, 0));
        members.put("sigma.npy", npy("<f8", "(2, 2)", 2, 1e-17, 1e-17, -2e-17));

        Gaussian read = StatisticsFile.read(zip(members), ANY).gaussian();

        assertThat(read.covariance()).containsExactly(2, 1e-17, 1e-17, 0);
        assertThat(FrechetDistance.between(read, read)).isCloseTo(0, within(1e-12));
    }

    /** Damage of any bits gives statistics or bad input, and no other error. */
    @Test
    void aDamagedFileIsBadInput() throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        StatisticsFile.write(new Gaussian(MU, SIGMA), whole);
        Path file = folder.resolve("damaged.npz");
        int refused = 0;
        for (int at = 0; at < whole.size(); at += 3) {
            byte[] damaged = whole.toByteArray();
            damaged[at] ^= 0x15;
            Files.write(file, damaged);
            try {
                assertThat(StatisticsFile.read(file, ANY).gaussian().dimension())
                        .isEqualTo(3);
            } catch (BadInputException e) {
                assertThat(e).hasMessageContaining("damaged.npz");
                refused++;
            }
            Files.write(file, Arrays.copyOf(whole.toByteArray(), at));
            assertThatThrownBy(() -> StatisticsFile.read(file, ANY)).isInstanceOf(BadInputException.class);
        }
        assertThat(refused).as("damage of the arrays is detected").isGreaterThan(whole.size() / 10);
    }
}
