package org.dcd.transforms.stage.analysis;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.ClosedForm;
import org.dcd.transforms.data.points.LowRankGaussian;
import org.dcd.transforms.generator.LowRankLinear;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.theory.Matrices;

/**
 * A theorem on linear generators, compared with the generator's weights: the factor E of the data, the matrix of the
 * operator and the covariance that the generator learned are all exact.
 */
interface LinearTheorem extends Analysis {
    @Override
    default List<Row> rows() {
        return List.of(Row.GENERATOR);
    }

    @Override
    default boolean readsWeights() {
        return true;
    }

    static LowRankGaussian data(AnalysisSpec spec) {
        if (spec.source() instanceof LowRankGaussian data) {
            return data;
        }
        throw new IllegalArgumentException("the theorems need dataset low-rank-gaussian, was "
                + Registry.nameOf(spec.source()) + "; change it or remove the analysis");
    }

    static void checkGenerator(AnalysisSpec spec) {
        int rank = data(spec).rank();
        if (!(spec.generator().architecture() instanceof LowRankLinear linear) || linear.rank() != rank) {
            throw new IllegalArgumentException("the theorems need a generator low-rank-linear of the data's rank "
                    + rank + ", was " + spec.generator().architecture());
        }
    }

    /** Covariance of G(z), z ~ N(0, I) [d, d]: WWᵀ with the columns G(e_i) of W. */
    static double[] covariance(TorchEngine engine, OneStepGenerator generator, Map<String, float[]> weights) {
        int d = generator.latentShape().size();
        String prefix = TorchFunction.PREFIX + DenoiserSummary.PREFIX;
        try (TorchFunction function = TorchFunction.of(
                engine,
                "generator",
                weights,
                ops -> generator.apply(ops, prefix, ops.input("z", generator.latentShape())))) {
            float[] images = function.value(d, Map.of("z", identity(d)));
            int size = images.length / d;
            double[] covariance = new double[size * size];
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < size * size; j++) {
                    covariance[j] += (double) images[i * size + j / size] * images[i * size + j % size];
                }
            }
            return covariance;
        }
    }

    /** A [m, d], row-major, from A(e_i); for an operator without parameters. */
    static double[] operator(TorchEngine engine, MeasurementModel model) {
        ImageShape image = model.image();
        int d = image.size();
        int m = model.measurement().size();
        try (TorchFunction function =
                TorchFunction.of(engine, "operator", Map.of(), ops -> model.apply(ops, ops.input("x", image), null))) {
            float[] measured = function.value(d, Map.of("x", identity(d)));
            double[] a = new double[m * d];
            for (int i = 0; i < m * d; i++) {
                a[i] = measured[i % d * m + i / d];
            }
            return a;
        }
    }

    static ClosedForm number(String name, double learned, double expected) {
        return new ClosedForm(name, 1, List.of(learned), List.of(expected));
    }

    static ClosedForm matrix(String name, int columns, double[] learned, double[] expected) {
        return new ClosedForm(
                name,
                columns,
                Arrays.stream(learned).boxed().toList(),
                Arrays.stream(expected).boxed().toList());
    }

    /** ‖C - C*‖ / ‖C*‖ in the operator norm. */
    static double relativeError(double[] learned, double[] expected, int d) {
        double[] difference = new double[learned.length];
        Arrays.setAll(difference, i -> learned[i] - expected[i]);
        return Matrices.operatorNorm(difference, d) / Matrices.operatorNorm(expected, d);
    }

    private static float[] identity(int d) {
        float[] identity = new float[d * d];
        for (int i = 0; i < d; i++) {
            identity[i * d + i] = 1;
        }
        return identity;
    }
}
