package org.dcd.transforms.stage.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.dcd.schemas.Image;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.data.points.LowRankGaussian;
import org.dcd.transforms.data.points.Spiral;
import org.dcd.transforms.image.TensorData;
import org.dcd.transforms.stage.Row;
import org.junit.jupiter.api.Test;

class CurveDistanceTest {
    private static final Spiral SPIRAL = new Spiral(2000, 0.75, 1.5, 0, 1);

    @Test
    void pointsOfTheCurveCoverItAndAreNowhereElse() throws IOException {
        Map<String, Double> scores = scores(points(SPIRAL, 0, Double.MAX_VALUE));
        assertThat(scores.get("distance-mean")).isLessThan(1e-5);
        assertThat(scores.get("distance-p95")).isLessThan(1e-5);
        assertThat(scores.get("uncovered")).isZero();
    }

    /** Moved along the radius by 0.05, which leaves the curve nearly at a right angle. */
    @Test
    void pointsBesideTheCurveAreAsFarAsTheyWereMoved() throws IOException {
        Map<String, Double> scores = scores(points(SPIRAL, 0.05, Double.MAX_VALUE));
        assertThat(scores.get("distance-mean")).isBetween(0.045, 0.05);
        assertThat(scores.get("distance-median")).isBetween(0.045, 0.05);
    }

    /** Radius r = t/t_max: points within half the unit circle are on the first quarter of t between 1/3 and 1. */
    @Test
    void binsWithoutANearestPointAreUncovered() throws IOException {
        assertThat(scores(points(SPIRAL, 0, 0.5)).get("uncovered")).isCloseTo(0.75, within(0.021));
    }

    @Test
    void otherDataAreRefused() {
        AnalysisSpec spec = Analyses.spec(new CurveDistance(50), new LowRankGaussian(2, 1, 10, 1, 0, 1), 1);
        assertThatThrownBy(() -> spec.analysis().check(spec))
                .hasMessageContaining("curve-distance needs a data set on a known curve, such as spiral, was low-rank");
    }

    private static Map<String, Double> scores(float[] points) throws IOException {
        AnalysisSpec spec = Analyses.spec(new CurveDistance(50), SPIRAL, 1, Row.GENERATOR);
        spec.analysis().check(spec);
        return spec.analysis().of(spec, Analyses.points(points)).values().stream()
                .collect(Collectors.toMap(Analysis.Value::metric, Analysis.Value::value));
    }

    /** Points of a radius up to the greatest, moved outwards. */
    private static float[] points(DatasetSource source, double outwards, double greatest) throws IOException {
        float[] all = new float[2 * Math.toIntExact(source.summarise().count())];
        int[] kept = {0};
        source.read((Image image) -> {
            float[] point = new float[2];
            TensorData.decode(image.getDataType(), image.getData(), 2, point, 0);
            double radius = Math.hypot(point[0], point[1]);
            if (radius <= greatest) {
                all[kept[0]++] = (float) (point[0] * (1 + outwards / radius));
                all[kept[0]++] = (float) (point[1] * (1 + outwards / radius));
            }
        });
        return Arrays.copyOf(all, kept[0]);
    }
}
