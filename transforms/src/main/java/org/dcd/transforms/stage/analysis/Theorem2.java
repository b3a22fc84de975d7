package org.dcd.transforms.stage.analysis;

import java.io.IOException;
import java.util.List;
import org.dcd.transforms.data.points.LowRankGaussian;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.metric.FrechetDistance;
import org.dcd.transforms.metric.Scores;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.theory.ClosedForms;
import org.dcd.transforms.theory.LinearGaussian;

/**
 * Theorem 2 (paper, App. C.2): with noise only, the best generator of the data's rank has the covariance (1 + σ²)EEᵀ,
 * and W₂² to the clean distribution decreases by (d - r)σ². Scores: ‖C - C*‖/‖C*‖ in the operator norm, and the
 * relative error of the decrease.
 */
@TypeName("theorem-2")
@Scores({"covariance-error", "w2-gain-error"})
public record Theorem2() implements LinearTheorem {
    @Override
    public void check(AnalysisSpec spec) {
        LinearTheorem.checkGenerator(spec);
        if (!(spec.generator().model().operator() instanceof Identity) || !(spec.noise() instanceof GaussianNoise)) {
            throw new IllegalArgumentException("analysis theorem-2 needs operator identity and noise gaussian, was "
                    + spec.generator().model().operator() + " and "
                    + spec.noise());
        }
    }

    @Override
    public Outcome of(AnalysisSpec spec, Input input) throws IOException {
        LowRankGaussian source = LinearTheorem.data(spec);
        int d = source.dimension();
        double sigma = spec.noise().nominalSigma();
        LinearGaussian data = LinearGaussian.noisy(d, source.rank(), source.factor(), sigma);
        double[] learned = LinearTheorem.covariance(input.engine(), spec.generator(), input.generator());
        double[] best = ClosedForms.bestCovariance(data);
        double noisy = FrechetDistance.betweenCentred(data.measurementCovariance(sigma), data.dataCovariance(), d);
        double distilled = FrechetDistance.betweenCentred(learned, data.dataCovariance(), d);
        double gain = noisy - distilled;
        return new Outcome(
                List.of(
                        new Value(Row.GENERATOR, "covariance-error", LinearTheorem.relativeError(learned, best, d), 0),
                        new Value(Row.GENERATOR, "w2-gain-error", Math.abs(gain / ClosedForms.gain(data) - 1), 0)),
                List.of(
                        LinearTheorem.number(
                                "W₂² of the generator to the clean law (Theorem 2)",
                                distilled,
                                noisy - ClosedForms.gain(data)),
                        LinearTheorem.number("what W₂² falls by, (d - r)σ²", gain, ClosedForms.gain(data)),
                        LinearTheorem.matrix("covariance of the generator, (1 + σ²)EEᵀ", d, learned, best)));
    }
}
