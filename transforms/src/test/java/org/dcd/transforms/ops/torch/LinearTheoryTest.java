package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.metric.FrechetDistance;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.Initialiser;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.theory.ClosedForms;
import org.dcd.transforms.theory.FisherDivergence;
import org.dcd.transforms.theory.LinearGaussian;
import org.junit.jupiter.api.Test;

/** Adam on the Fisher divergence of linear generators finds the minimisers of Theorems 2, 3 and 5 (paper, App. C). */
class LinearTheoryTest {
    private static final int D = 6;
    private static final int R = 2;
    private static final double SIGMA = 0.7;
    private static final int STEPS = 3000;
    private static final double[] LEVELS = {0.3, 0.5, 0.8, 1.2, 2};

    /** Orthonormal: two columns of a Householder reflection. */
    private static final double[] E = columnsOfReflection();

    @Test
    void theBestLowRankGeneratorHasTheCovarianceOfTheorem2() {
        LinearGaussian data = LinearGaussian.noisy(D, R, E, SIGMA);
        double[] found = train(new FisherDivergence(data, LEVELS));
        double[] expected = ClosedForms.bestCovariance(data);
        assertThat(operatorNorm(minus(found, expected))).isLessThan(0.03 * operatorNorm(expected));
        double noisy = FrechetDistance.betweenCentred(data.measurementCovariance(SIGMA), data.dataCovariance(), D);
        double distilled = FrechetDistance.betweenCentred(found, data.dataCovariance(), D);
        assertThat(noisy - distilled).isCloseTo(ClosedForms.gain(data), Percentage.withPercentage(5));
    }

    @Test
    void theClosedFormsOfTheorem2Agree() {
        LinearGaussian data = LinearGaussian.noisy(D, R, E, SIGMA);
        double noisy = FrechetDistance.betweenCentred(data.measurementCovariance(SIGMA), data.dataCovariance(), D);
        double best = FrechetDistance.betweenCentred(ClosedForms.bestCovariance(data), data.dataCovariance(), D);
        assertThat(best).isCloseTo(R * Math.pow(Math.sqrt(1 + SIGMA * SIGMA) - 1, 2), within(1e-6));
        assertThat(noisy - best).isCloseTo(ClosedForms.gain(data), within(1e-6));
    }

    @Test
    void theBestScaleOfSeveralNoiseLevelsIsThatOfTheorem5() {
        double[] sigmas = {0.3, 0.6, 1.2};
        double[] chances = {0.5, 0.2, 0.3};
        List<LinearGaussian> data = List.of(
                LinearGaussian.noisy(D, R, E, sigmas[0]),
                LinearGaussian.noisy(D, R, E, sigmas[1]),
                LinearGaussian.noisy(D, R, E, sigmas[2]));
        double[] found = train(new FisherDivergence(data, chances, LEVELS));
        double expected = ClosedForms.bestScale(sigmas, chances, LEVELS);
        assertThat(expected).isBetween(1.09, 2.44);
        double trace = 0;
        for (int i = 0; i < D; i++) {
            trace += found[i * D + i];
        }
        assertThat(trace / R).isCloseTo(expected, Percentage.withPercentage(3));
        assertThat(operatorNorm(found)).isCloseTo(expected, Percentage.withPercentage(3));
    }

    /** With Cov(G) = EEᵀ + σ²I, which no low-rank generator reaches, the scores are the same. */
    @Test
    void theDivergenceVanishesWhereTheGeneratorIsTheMeasurement() {
        LinearGaussian data = LinearGaussian.noisy(D, R, E, SIGMA);
        float[] same = new float[D * D];
        for (int i = 0; i < same.length; i++) {
            same[i] = (float) data.measurementCovariance(SIGMA)[i];
        }
        float[] divergence = Minimiser.evaluate(
                Map.of(), ops -> new FisherDivergence(data, LEVELS).of(ops, ops.constant(same, D, D)));
        assertThat(divergence).hasSize(LEVELS.length).containsExactly(new float[LEVELS.length], within(1e-5f));
    }

    @Test
    void oneNoiseLevelIsTheCaseOfTheorem2() {
        assertThat(ClosedForms.bestScale(new double[] {SIGMA}, new double[] {1}, LEVELS))
                .isCloseTo(1 + SIGMA * SIGMA, within(1e-9));
    }

    /** A has the row e and three others; a weak penalty on the norm selects the minimum-norm minimiser. */
    @Test
    void theBestDirectionUnderAnOperatorIsThatOfTheorem3() {
        int m = 3;
        double[] e = new double[D];
        double[] a = new double[m * D];
        for (int i = 0; i < D; i++) {
            e[i] = E[i * R];
            a[i] = 0.8 * e[i];
            a[D + i] = E[i * R + 1];
        }
        a[2 * D] = 0.5;
        double along = a[2 * D] * e[0];
        for (int i = 0; i < D; i++) {
            // orthogonal to e, so that e is in the image of Aᵀ and measured by one row only
            a[2 * D + i] -= along * e[i];
        }
        LinearGaussian data = new LinearGaussian(D, 1, e, m, a, SIGMA);
        double[] u = trainDirection(new FisherDivergence(data, LEVELS));
        double[] expected = ClosedForms.bestDirection(data);
        double alignment = Math.abs(dot(u, e)) / Math.sqrt(dot(u, u));
        assertThat(alignment).isGreaterThan(0.999);
        assertThat(Math.sqrt(dot(u, u))).isCloseTo(Math.sqrt(dot(expected, expected)), Percentage.withPercentage(2));
        assertThat(Math.pow(Math.sqrt(dot(expected, expected)) - 1, 2))
                .isCloseTo(ClosedForms.distanceOfBestDirection(data), within(1e-9));
    }

    private static double[] train(FisherDivergence divergence) {
        Map<String, Tensor> weights = minimise(ops -> ops.mean(divergence.of(ops, covariance(ops)), 0, 1, 2));
        return doubles(Minimiser.evaluate(weights, LinearTheoryTest::covariance));
    }

    /** UVᵀVUᵀ. */
    private static TorchTensor covariance(TorchOps ops) {
        TorchTensor u = ops.parameter(Minimiser.PREFIX + "u", Init.XAVIER, D, R);
        TorchTensor v = ops.parameter(Minimiser.PREFIX + "v", Init.XAVIER, D, R);
        TorchTensor map = ops.matmul(u, ops.transpose(v, 1, 0));
        return ops.matmul(map, ops.transpose(map, 1, 0));
    }

    private static double[] trainDirection(FisherDivergence divergence) {
        Map<String, Tensor> weights = minimise(ops -> {
            TorchTensor u = ops.parameter(Minimiser.PREFIX + "u", Init.XAVIER, D, 1);
            TorchTensor covariance = ops.matmul(u, ops.transpose(u, 1, 0));
            TorchTensor loss = ops.mean(divergence.of(ops, covariance), 0, 1, 2);
            return ops.add(loss, ops.multiply(ops.sum(ops.multiply(u, u), 0, 1), 4e-3));
        });
        return doubles(weights.get("u").floats());
    }

    private static Map<String, Tensor> minimise(Minimiser.Body loss) {
        return Minimiser.run(loss, LinearTheoryTest::initial, 0.02, STEPS);
    }

    private static float[] initial(ParameterSpec spec) {
        return Initialiser.draw(spec, new Seeds(4));
    }

    private static double[] columnsOfReflection() {
        double[] w = {0.9, -0.4, 0.7, 0.2, -1.1, 0.5};
        double norm = dot(w, w);
        double[] e = new double[D * R];
        for (int i = 0; i < D; i++) {
            for (int j = 0; j < R; j++) {
                e[i * R + j] = (i == j ? 1 : 0) - 2 * w[i] * w[j] / norm;
            }
        }
        return e;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[] minus(double[] a, double[] b) {
        double[] difference = a.clone();
        for (int i = 0; i < a.length; i++) {
            difference[i] -= b[i];
        }
        return difference;
    }

    /** Largest singular value of a symmetric matrix, by power iteration. */
    private static double operatorNorm(double[] matrix) {
        double[] v = {1, 0.3, -0.5, 0.7, 0.2, -0.9};
        double norm = 0;
        for (int iteration = 0; iteration < 500; iteration++) {
            double[] next = new double[D];
            for (int i = 0; i < D * D; i++) {
                next[i / D] += matrix[i] * v[i % D];
            }
            norm = Math.sqrt(dot(next, next)) / Math.sqrt(dot(v, v));
            double scale = Math.sqrt(dot(next, next));
            for (int i = 0; i < D; i++) {
                v[i] = next[i] / scale;
            }
        }
        return norm;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
