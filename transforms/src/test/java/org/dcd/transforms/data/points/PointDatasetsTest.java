package org.dcd.transforms.data.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Origin;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.data.points.CurveDataset.Curve;
import org.dcd.transforms.image.TensorData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PointDatasetsTest {
    static Stream<DatasetSource> drawn() {
        return Stream.of(new Spiral(50, 0.75, 1.5, 10, 0.5), new LowRankGaussian(5, 2, 50, 3, 10, 0.5));
    }

    @ParameterizedTest
    @MethodSource("drawn")
    void pointsAreReproducibleCleanFloatImages(DatasetSource source) throws Exception {
        DatasetSource.Summary summary = source.summarise();
        List<Image> points = read(source);
        assertThat(points).hasSize(50).isEqualTo(read((DatasetSource) Examples.sent(source)));
        long id = 0;
        for (Image point : points) {
            assertThat(point.getId()).isEqualTo(id++);
            assertThat(point.getOrigin()).isEqualTo(Origin.CLEAN);
            assertThat(point.getDataType()).isEqualTo(DataType.F32).isEqualTo(summary.dataType());
            assertThat(List.of(point.getChannels(), point.getHeight(), point.getWidth()))
                    .containsExactly(summary.channels(), 1, 1);
        }
        assertThat(source.files()).isEmpty();
    }

    @Test
    void theSpiralStartsAtStartAndEndsOnTheUnitCircle() {
        Curve curve = new Spiral(50, 0.75, 1.5, 10, 1).curve();
        assertThat(Math.hypot(curve.at(0)[0], curve.at(0)[1])).isCloseTo(0.75 / 2.25, within(1e-12));
        assertThat(Math.hypot(curve.at(1)[0], curve.at(1)[1])).isCloseTo(1, within(1e-12));
        // after one of three turns, at the same angle
        assertThat(curve.at(1 / 1.5)[1] / curve.at(0)[1]).isCloseTo(1.75 / 0.75, within(1e-9));
    }

    @Test
    void theCovarianceOfLowRankPointsIsThatOfTheirFactor() throws IOException {
        int d = 4;
        int n = 20_000;
        LowRankGaussian source = new LowRankGaussian(d, 2, n, 7, 0, 1);
        double[] e = source.factor();
        double[] covariance = new double[d * d];
        for (Image image : read(source)) {
            float[] x = new float[d];
            TensorData.decode(image.getDataType(), image.getData(), d, x, 0);
            for (int i = 0; i < d * d; i++) {
                covariance[i] += (double) x[i / d] * x[i % d] / n;
            }
        }
        for (int i = 0; i < d * d; i++) {
            double expected = e[i / d * 2] * e[i % d * 2] + e[i / d * 2 + 1] * e[i % d * 2 + 1];
            // five standard errors: the variance of the product of two normal numbers is at most 2
            assertThat(covariance[i]).isCloseTo(expected, within(5 * Math.sqrt(2.0 / n)));
        }
    }

    @Test
    void columnsOfTheFactorAreOrthonormal() {
        double[] e = new LowRankGaussian(6, 3, 10, 1, 0, 1).factor();
        for (int j = 0; j < 3; j++) {
            for (int k = 0; k < 3; k++) {
                double product = 0;
                for (int i = 0; i < 6; i++) {
                    product += e[i * 3 + j] * e[i * 3 + k];
                }
                assertThat(product).isCloseTo(j == k ? 1 : 0, within(1e-12));
            }
        }
    }

    @Test
    void rejectsInvalidSettings() {
        assertThatThrownBy(() -> new Spiral(1, 0.75, 1.5, 0, 1)).hasMessageContaining("spiral.count must be in [2,");
        assertThatThrownBy(() -> new Spiral(10, 0, 1.5, 0, 1)).hasMessageContaining("spiral.start");
        assertThatThrownBy(() -> new LowRankGaussian(4, 4, 10, 1, 0, 1))
                .hasMessageContaining("low-rank-gaussian.rank must be in [1, 4), was 4");
        assertThatThrownBy(() -> new LowRankGaussian(4, 2, 10, 1, 10, 1))
                .hasMessageContaining("low-rank-gaussian.held-out must be in [0, 10), was 10");
    }

    private static List<Image> read(DatasetSource source) throws IOException {
        List<Image> images = new ArrayList<>();
        source.read(images::add);
        return images;
    }
}
