package org.dcd.transforms.stage.analysis;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.dcd.transforms.data.points.LowRankGaussian;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.UniformSigma;
import org.dcd.transforms.metric.Scores;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.theory.ClosedForms;
import org.dcd.transforms.theory.LinearGaussian;
import org.dcd.transforms.theory.Matrices;
import org.dcd.transforms.train.SigmaRange;

/**
 * Theorem 5 (paper, App. C.3.3): if each measurement has its own noise level, the best generator of the data's rank has
 * the covariance λ*EEᵀ, where λ* depends on the noise levels of data and diffusion. Expectations over both are computed
 * by the midpoint rule. Scores: the relative error of λ = tr(EᵀCE)/r, and ‖C - λ*EEᵀ‖/λ* in the operator norm.
 */
@TypeName("theorem-5")
@Scores({"scale-error", "covariance-error"})
public record Theorem5() implements LinearTheorem {
    private static final int MIDPOINTS = 2000;

    @Override
    public void check(AnalysisSpec spec) {
        LinearTheorem.checkGenerator(spec);
        if (!(spec.generator().model().operator() instanceof Identity) || !(spec.noise() instanceof UniformSigma)) {
            throw new IllegalArgumentException(
                    "analysis theorem-5 needs operator identity and noise uniform-sigma, was "
                            + spec.generator().model().operator() + " and "
                            + spec.noise());
        }
        if (spec.training().clampLevels()) {
            throw new IllegalArgumentException("analysis theorem-5 needs unclamped levels of the generator;"
                    + " set clamp-levels of the distillation to false");
        }
    }

    @Override
    public Outcome of(AnalysisSpec spec, Input input) throws IOException {
        LowRankGaussian source = LinearTheorem.data(spec);
        int d = source.dimension();
        int r = source.rank();
        double[] e = source.factor();
        UniformSigma noise = (UniformSigma) spec.noise();
        double[] sigmas = midpoints(noise.min(), noise.max());
        double[] chances = new double[MIDPOINTS];
        Arrays.fill(chances, 1.0 / MIDPOINTS);
        double expected = ClosedForms.bestScale(sigmas, chances, levels(spec));
        double[] learned = LinearTheorem.covariance(input.engine(), spec.generator(), input.generator());
        double scale = Matrices.dot(Matrices.multiply(learned, e, d, d, r), e) / r;
        double[] best = LinearGaussian.noisy(d, r, e, noise.max()).dataCovariance();
        for (int i = 0; i < best.length; i++) {
            best[i] *= expected;
        }
        return new Outcome(
                List.of(
                        new Value(Row.GENERATOR, "scale-error", Math.abs(scale / expected - 1), 0),
                        new Value(Row.GENERATOR, "covariance-error", LinearTheorem.relativeError(learned, best, d), 0)),
                List.of(
                        LinearTheorem.number("λ of the generator's covariance λEEᵀ (Theorem 5)", scale, expected),
                        LinearTheorem.matrix("covariance of the generator, λ*EEᵀ", d, learned, best)));
    }

    /** Noise levels of the generator's loss, for t ~ U[0, t_max/1000]. */
    private static double[] levels(AnalysisSpec spec) {
        SigmaRange range = spec.training().generatorLevels();
        double[] t = midpoints(0, spec.training().tMax() / 1000.0);
        return Arrays.stream(t).map(range::sigma).toArray();
    }

    private static double[] midpoints(double least, double most) {
        double[] points = new double[MIDPOINTS];
        Arrays.setAll(points, i -> least + (most - least) * (i + 0.5) / MIDPOINTS);
        return points;
    }
}
