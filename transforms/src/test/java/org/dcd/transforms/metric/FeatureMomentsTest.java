package org.dcd.transforms.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureMomentsTest {
    private static final int D = 5;
    private static final int N = 1300;

    @Test
    void momentsAreThoseOfTheDefinition() {
        FeatureMoments moments = moments(new float[] {1, 10, 3, 10, 5, 40}, 2);

        assertThat(moments.count()).isEqualTo(3);
        assertThat(moments.mean()).containsExactly(3, 20);
        assertThat(moments.m2()).containsExactly(8, 60, 60, 600);
        assertThat(moments.covariance()).containsExactly(4, 30, 30, 300);
    }

    /** More vectors than a block and more features than a panel, neither a multiple: every product is counted once. */
    @Test
    void manyFeaturesAreAddedPanelByPanel() {
        int d = 300;
        int n = 530;
        float[] features = Seeds.normal(5, n * d);
        FeatureMoments moments = moments(features, d);

        double[] mean = moments.mean();
        double[] m2 = moments.m2();
        for (int row = 0; row < d; row += 7) {
            for (int column = 0; column < d; column++) {
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += (features[i * d + row] - mean[row]) * (features[i * d + column] - mean[column]);
                }
                assertThat(m2[row * d + column]).isCloseTo(sum, within(1e-9));
            }
        }
    }

    @Test
    void partsMergedInAnyOrderGiveTheWhole() {
        float[] features = features();
        FeatureMoments whole = moments(features, D);
        for (int seed = 0; seed < 5; seed++) {
            List<Integer> order = IntStream.range(0, 13).boxed().collect(java.util.stream.Collectors.toList());
            Collections.shuffle(order, new Random(seed));
            FeatureMoments merged = new FeatureMoments(D);
            for (int part : order) {
                merged.merge(moments(Arrays.copyOfRange(features, part * 100 * D, (part + 1) * 100 * D), D));
            }
            assertThat(merged.count()).isEqualTo(N);
            assertClose(merged.mean(), whole.mean());
            assertClose(merged.covariance(), whole.covariance());
        }
    }

    @Test
    void mergingNothingChangesNothing() {
        FeatureMoments whole = moments(features(), D);
        byte[] before = whole.toBytes();
        whole.merge(new FeatureMoments(D));
        FeatureMoments none = new FeatureMoments(D);
        none.merge(whole);

        assertThat(whole.toBytes()).isEqualTo(before);
        assertThat(none.toBytes()).isEqualTo(before);
    }

    @Test
    void aLargeMeanCostsNoPrecision() {
        float[] near = features();
        float[] far = near.clone();
        for (int i = 0; i < far.length; i++) {
            far[i] = near[i] = Math.round(near[i] * 64) / 64f;
            far[i] += 10_000;
        }
        assertClose(moments(far, D).covariance(), moments(near, D).covariance());
    }

    @Test
    void bytesRoundTrip() {
        FeatureMoments moments = moments(features(), D);
        FeatureMoments back = FeatureMoments.fromBytes(moments.toBytes());

        assertThat(back.count()).isEqualTo(N);
        assertThat(back.mean()).containsExactly(moments.mean());
        assertThat(back.m2()).containsExactly(moments.m2());
    }

    @Test
    void aNonFiniteFeatureIsReportedWithItsPosition() {
        float[] features = features();
        features[700 * D + 2] = Float.NaN;

        assertThatThrownBy(() -> moments(features, D))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("feature 2 of vector 700")
                .hasMessageContaining("NaN");
    }

    @Test
    void aCovarianceNeedsTwoVectors() {
        assertThatThrownBy(() -> moments(new float[D], D).covariance())
                .hasMessageContaining("at least 2 vectors, was 1");
    }

    @Test
    void dimensionsMustAgree() {
        assertThatThrownBy(() -> new FeatureMoments(3).merge(new FeatureMoments(4)))
                .hasMessageContaining("3 and 4 features");
        assertThatThrownBy(() -> new FeatureMoments(3).add(new float[5], 2))
                .hasMessageContaining("2 vectors of 3 features, was 5 values");
    }

    @Test
    void referenceMomentsAreStoredWithTheirOrigin(@TempDir java.nio.file.Path path) throws IOException {
        Folder folder = Folder.at(path.toString());
        FeatureMoments moments = moments(features(), D);
        ReferenceMoments.write(
                folder, "m.safetensors", moments, Origin.MEASUREMENT, ExtractorFacts.of("pixels", "abc"));
        ReferenceMoments back = ReferenceMoments.read(folder, "m.safetensors");

        assertThat(back.origin()).isEqualTo(Origin.MEASUREMENT);
        assertThat(back.extractor()).isEqualTo(ExtractorFacts.of("pixels", "abc"));
        assertThat(back.count()).isEqualTo(N);
        assertThat(back.fileSha256()).isEmpty();
        assertThat(back.gaussian().mean()).containsExactly(moments.mean());
        assertThat(back.gaussian().covariance()).containsExactly(moments.covariance());
    }

    @Test
    void aFileWithoutMomentsIsDamaged(@TempDir java.nio.file.Path path) throws IOException {
        Folder folder = Folder.at(path.toString());
        new org.dcd.transforms.files.safetensors.Safetensors(
                        java.util.Map.of(),
                        java.util.Map.of("origin", "CLEAN", "extractor", "pixels", "extractor-sha256", "a"))
                .write(folder, "m.safetensors");

        assertThatThrownBy(() -> ReferenceMoments.read(folder, "m.safetensors"))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("no tensor count");
    }

    private static float[] features() {
        return Seeds.normal(3, N * D);
    }

    static FeatureMoments moments(float[] features, int d) {
        FeatureMoments moments = new FeatureMoments(d);
        moments.add(features, features.length / d);
        return moments;
    }

    private static void assertClose(double[] actual, double[] expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-12));
        }
    }
}
