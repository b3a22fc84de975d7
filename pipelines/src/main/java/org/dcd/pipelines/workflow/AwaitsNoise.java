package org.dcd.pipelines.workflow;

import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.model.EdmSampler;
import org.dcd.transforms.model.SamplerSettings;
import org.dcd.transforms.stage.distil.DistilSpec;
import org.dcd.transforms.stage.restore.RestoreSpec;
import org.dcd.transforms.stage.sample.SampleSpec;
import org.dcd.transforms.stage.score.ScoreSpec;
import org.dcd.transforms.stage.teacher.TeacherSpec;

/**
 * The specification of a stage that needs the noise level of the measurements while a calibration has yet to estimate
 * it. The stage starts with {@link #at} of the estimate, which is its input {@link #ROLE}; the specification within has
 * no noise, so that no plan knows the true level.
 */
public sealed interface AwaitsNoise extends StageSpec {
    /** Role of the calibrate stage among the inputs. */
    String ROLE = "noise";

    /** The whole specification, for noise of a level in (0, 80]. */
    StageSpec at(double sigma);

    /** Takes every measurement to have that noise. */
    record Teacher(TeacherSpec spec) implements AwaitsNoise {
        @Override
        public StageSpec at(double sigma) {
            return new TeacherSpec(spec.denoiser(), spec.training(), sigma, spec.seed());
        }
    }

    /** Corrupts generator output with that noise. */
    record Distil(DistilSpec spec) implements AwaitsNoise {
        @Override
        public StageSpec at(double sigma) {
            return new DistilSpec(
                    spec.method(),
                    spec.teacher(),
                    spec.architecture(),
                    spec.training(),
                    noisy(spec.corruption(), sigma),
                    spec.extractor(),
                    spec.classes(),
                    spec.dataType(),
                    spec.seed());
        }
    }

    /** Stops sampling at that noise. */
    record Sample(SampleSpec spec) implements AwaitsNoise {
        @Override
        public StageSpec at(double sigma) {
            return new SampleSpec(
                    spec.row(),
                    spec.count(),
                    spec.sampler(),
                    spec.sampler().stopLevel(sigma),
                    spec.shape(),
                    spec.dataType(),
                    spec.seed());
        }
    }

    /** Takes every measurement that is restored to have that noise. */
    record Restore(RestoreSpec spec) implements AwaitsNoise {
        @Override
        public StageSpec at(double sigma) {
            return spec.with(sigma);
        }
    }

    /** Corrupts a row with that noise for proximal distances. */
    record Score(ScoreSpec spec) implements AwaitsNoise {
        @Override
        public StageSpec at(double sigma) {
            return spec.with(noisy(spec.corruption(), sigma), spec.nfe());
        }
    }

    /** As {@link Score}, of samples that stop at that noise, which decides their number of network evaluations. */
    record TruncatedScore(ScoreSpec spec, SamplerSettings sampler) implements AwaitsNoise {
        @Override
        public StageSpec at(double sigma) {
            int nfe = new EdmSampler(sampler, sampler.stopLevel(sigma)).nfe();
            return spec.with(noisy(spec.corruption(), sigma), nfe);
        }
    }

    private static Corruption noisy(Corruption corruption, double sigma) {
        return new Corruption(corruption.operator(), new GaussianNoise(sigma));
    }
}
