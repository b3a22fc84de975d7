package org.dcd.transforms.stage.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.dcd.transforms.data.points.LowRankGaussian;
import org.dcd.transforms.data.points.Spiral;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.RandomProjection;
import org.dcd.transforms.measurement.UniformSigma;
import org.dcd.transforms.ops.torch.Engines;
import org.dcd.transforms.stage.Row;
import org.junit.jupiter.api.Test;

/** Scores of generators whose weights are the minimisers, or have a known error. */
class TheoremsTest {
    private static final int D = 5;
    private static final LowRankGaussian PLANE = new LowRankGaussian(D, 2, 10, 1, 0, 1);
    private static final LowRankGaussian LINE = new LowRankGaussian(D, 1, 10, 1, 0, 1);

    @Test
    void theMinimiserOfTheorem2HasNoError() throws IOException {
        AnalysisSpec spec = Analyses.spec(new Theorem2(), PLANE, 2, Row.GENERATOR);
        Map<String, Double> best = scores(spec, PLANE, Math.sqrt(1.25));
        assertThat(best.get("covariance-error")).isCloseTo(0, within(1e-6));
        assertThat(best.get("w2-gain-error")).isCloseTo(0, within(1e-6));
        // 21% too much covariance
        assertThat(scores(spec, PLANE, 1.1 * Math.sqrt(1.25)).get("covariance-error"))
                .isCloseTo(0.21, within(1e-5));
    }

    /** The clean distribution itself gains r(√(1+σ²) - 1)² more. */
    @Test
    void theGainOfTheCleanLawIsThatOfItsDistance() throws IOException {
        AnalysisSpec spec = Analyses.spec(new Theorem2(), PLANE, 2, Row.GENERATOR);
        double more = 2 * Math.pow(Math.sqrt(1.25) - 1, 2);
        assertThat(scores(spec, PLANE, 1).get("w2-gain-error")).isCloseTo(more / (3 * 0.25), within(1e-5));
    }

    @Test
    void theMinimiserOfTheorem3HasNoErrorWhateverItDoesInTheKernel() throws IOException {
        Corruption corruption = new Corruption(new RandomProjection(3, 1), new GaussianNoise(0.5));
        AnalysisSpec spec = Analyses.spec(new Theorem3(), LINE, 1, corruption, Row.GENERATOR);
        double[] a = LinearTheorem.operator(Engines.best(), spec.generator().model());
        double[] e = LINE.factor();
        double signal = 0;
        for (int i = 0; i < 3; i++) {
            double sum = 0;
            for (int k = 0; k < D; k++) {
                sum += a[i * D + k] * e[k];
            }
            signal += sum * sum;
        }
        Map<String, Double> best = scores(spec, LINE, Math.sqrt(1 + 0.25 / signal));
        assertThat(best.get("alignment-error")).isCloseTo(0, within(1e-6));
        assertThat(best.get("norm-error")).isCloseTo(0, within(1e-5));
        assertThat(scores(spec, LINE, 1.1 * Math.sqrt(1 + 0.25 / signal)).get("norm-error"))
                .isCloseTo(0.1, within(1e-5));
    }

    @Test
    void theScaleOfTheorem5LiesBetweenThoseOfItsLevels() throws IOException {
        Corruption corruption = new Corruption(new Identity(), new UniformSigma(0.3, 1.2));
        AnalysisSpec spec = Analyses.spec(new Theorem5(), PLANE, 2, corruption, Row.GENERATOR);
        assertThat(scores(spec, PLANE, Math.sqrt(1.09)).get("scale-error")).isPositive();
        double expected = spec.analysis()
                .of(spec, Analyses.weights(weights(PLANE, 1)))
                .closedForms()
                .get(0)
                .getExpected()
                .get(0);
        assertThat(expected).isBetween(1.09, 2.44);
        assertThat(scores(spec, PLANE, Math.sqrt(expected)).get("covariance-error"))
                .isCloseTo(0, within(1e-6));
    }

    @Test
    void otherSettingsAreRefusedWithTheRemedy() {
        assertRefused(Analyses.spec(new Theorem2(), new Spiral(10, 1, 1, 0, 1), 1), "dataset low-rank-gaussian");
        assertRefused(Analyses.spec(new Theorem2(), PLANE, 1), "of the data's rank 2");
        Corruption several = new Corruption(new Identity(), new UniformSigma(0.3, 1.2));
        assertRefused(Analyses.spec(new Theorem2(), PLANE, 2, several), "noise gaussian");
        assertRefused(Analyses.spec(new Theorem3(), PLANE, 2), "needs data of rank 1");
        assertRefused(Analyses.spec(new Theorem5(), PLANE, 2), "noise uniform-sigma");
    }

    private static void assertRefused(AnalysisSpec spec, String message) {
        assertThatThrownBy(() -> spec.analysis().check(spec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static Map<String, Double> scores(AnalysisSpec spec, LowRankGaussian source, double scale)
            throws IOException {
        spec.analysis().check(spec);
        return spec.analysis().of(spec, Analyses.weights(weights(source, scale))).values().stream()
                .collect(Collectors.toMap(Analysis.Value::metric, Analysis.Value::value));
    }

    /** U = scale·E and V of orthonormal columns. */
    private static Map<String, float[]> weights(LowRankGaussian source, double scale) {
        int r = source.rank();
        float[] u = new float[D * r];
        float[] v = new float[D * r];
        for (int i = 0; i < u.length; i++) {
            u[i] = (float) (scale * source.factor()[i]);
            v[i] = i / r == i % r ? 1 : 0;
        }
        return Map.of("model.u", u, "model.v", v);
    }
}
