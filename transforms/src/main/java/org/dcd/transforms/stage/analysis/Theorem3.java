package org.dcd.transforms.stage.analysis;

import java.io.IOException;
import java.util.List;
import org.dcd.transforms.data.points.LowRankGaussian;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.metric.Scores;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.theory.Matrices;

/**
 * Theorem 3 (paper, App. C.3.1): for an operator A of full rank and data of rank 1, the best generators uz are u = ±√(1
 * + σ²/‖Ae‖²)·e + ker A. The part in ker A is arbitrary, so u and e are compared after projection onto the complement
 * of ker A, the image of Aᵀ. Scores: 1 - |cos| of the angle between them, and the relative error of the norm.
 */
@TypeName("theorem-3")
@Scores({"alignment-error", "norm-error"})
public record Theorem3() implements LinearTheorem {
    @Override
    public void check(AnalysisSpec spec) {
        LinearTheorem.checkGenerator(spec);
        if (LinearTheorem.data(spec).rank() != 1 || !(spec.noise() instanceof GaussianNoise)) {
            throw new IllegalArgumentException("analysis theorem-3 needs data of rank 1 and noise gaussian, was "
                    + LinearTheorem.data(spec).rank() + " and " + spec.noise());
        }
    }

    @Override
    public Outcome of(AnalysisSpec spec, Input input) throws IOException {
        LowRankGaussian source = LinearTheorem.data(spec);
        int d = source.dimension();
        int m = spec.generator().model().measurement().size();
        double[] e = source.factor();
        double[] a = LinearTheorem.operator(input.engine(), spec.generator().model());
        double sigma = spec.noise().nominalSigma();
        double[] learned = LinearTheorem.covariance(input.engine(), spec.generator(), input.generator());
        double[] seen = onImageOfTransposed(a, e, m, d);
        double[] measured = Matrices.multiply(a, e, m, d, 1);
        double scale = Math.sqrt(1 + sigma * sigma / Matrices.dot(measured, measured));
        // P C P = (Pu)(Pu)ᵀ for rank 1
        double[] direction = onImageOfTransposed(a, direction(learned, e, d), m, d);
        double length = Math.sqrt(Matrices.dot(direction, direction));
        double expected = scale * Math.sqrt(Matrices.dot(seen, seen));
        double cosine = Math.abs(Matrices.dot(direction, seen)) / (length * Math.sqrt(Matrices.dot(seen, seen)));
        double sign = Math.signum(Matrices.dot(direction, seen));
        double[] best = new double[d];
        for (int i = 0; i < d; i++) {
            best[i] = sign * scale * seen[i];
        }
        return new Outcome(
                List.of(
                        new Value(Row.GENERATOR, "alignment-error", 1 - cosine, 0),
                        new Value(Row.GENERATOR, "norm-error", Math.abs(length / expected - 1), 0)),
                List.of(
                        LinearTheorem.number("‖u‖ outside ker A (Theorem 3)", length, expected),
                        LinearTheorem.number("|cos| of the angle between u and e outside ker A", cosine, 1),
                        LinearTheorem.matrix("u outside ker A, ±√(1 + σ²/‖Ae‖²)·e", 1, direction, best)));
    }

    /** ±u of C = uuᵀ: C·e / √(eᵀCe). */
    private static double[] direction(double[] covariance, double[] e, int d) {
        double[] product = Matrices.multiply(covariance, e, d, d, 1);
        double along = Matrices.dot(product, e);
        if (!(along > 0)) {
            throw new ArithmeticException("the generator has no variance along e: eᵀCe is " + along);
        }
        double root = Math.sqrt(along);
        for (int i = 0; i < d; i++) {
            product[i] /= root;
        }
        return product;
    }

    /** The projection Aᵀ(AAᵀ)⁻¹A x. */
    private static double[] onImageOfTransposed(double[] a, double[] x, int m, int d) {
        double[] transposed = Matrices.transpose(a, m, d);
        double[] gram = Matrices.multiply(a, transposed, m, d, m);
        double[] weights = Matrices.multiply(Matrices.inverse(gram, m), Matrices.multiply(a, x, m, d, 1), m, m, 1);
        return Matrices.multiply(transposed, weights, d, m, 1);
    }
}
