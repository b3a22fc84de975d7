package org.dcd.transforms.restore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.model.KarrasSchedule;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * Diffusion posterior sampling with the teacher (Chung et al. 2023, Alg. 1): every step from level σ to σ' of the
 * stochastic sampler x' = x̂ + (σ'/σ)² (x - x̂) + σ' √(1 - (σ'/σ)²) ε, x̂ = D(x; σ), is moved by -ζ (1 + σ²) ∇_x ‖y -
 * A(x̂)‖² / ‖y - A(x̂)‖. That is their step size ζ_i = ζ / ‖y - A(x̂)‖ for x √ᾱ with ᾱ = 1 / (1 + σ²), the variance
 * preserving form of x.
 *
 * @param steps number of steps N; 1000 in the paper
 * @param scale step size ζ
 * @param sigmaMin noise level of the last step
 * @param sigmaMax noise level of the first step
 * @param rho exponent of the spacing of levels, see {@link KarrasSchedule}
 */
@TypeName("dps")
public record Dps(
        @Default("1000") @Range("[2, 10000]") int steps,
        @Default("1") @Range("(0, 1e9]") double scale,
        @Default("0.002") @Range("(0, 10000)") double sigmaMin,
        @Default("80") @Range("(sigma-min, 10000]") double sigmaMax,
        @Default("7") @Range("(0, 100]") double rho)
        implements Restorer {
    /** Images of a batch; a CPU runs several batches in parallel. */
    private static final int BATCH = 32;

    public Dps {
        Ranges.check(Dps.class, steps, scale, sigmaMin, sigmaMax, rho);
    }

    @Override
    public Prior prior() {
        return Prior.TEACHER;
    }

    @Override
    public int evaluations() {
        return steps;
    }

    /** @throws IllegalArgumentException for a teacher that denoises measurements instead of images */
    @Override
    public void checkTeacher(ConditionedDenoiser teacher) {
        MeasurementModel learned = teacher.model();
        if (teacher.objective().further().isEmpty() && !(learned.operator() instanceof Identity)) {
            throw new IllegalArgumentException(
                    "dps needs a teacher of images, but this one denoises measurements A(x) of " + learned.operator()
                            + "; remove dps, or use generator-prior, which needs no teacher");
        }
    }

    @Override
    public float[] restore(MeasurementBatch measured, RestorationContext known, Watch watch)
            throws IOException, InterruptedException {
        double[] levels = new KarrasSchedule(steps, sigmaMin, sigmaMax, rho).sigmas();
        int size = measured.model().image().size();
        float[] images = new float[measured.count() * size];
        try (GuidedDenoiser denoiser = new GuidedDenoiser(known, measured.model())) {
            List<PosteriorSampling> batches = new ArrayList<>();
            for (int from = 0; from < measured.count(); from += BATCH) {
                MeasurementBatch part = measured.part(from, Math.min(measured.count(), from + BATCH));
                batches.add(new PosteriorSampling(denoiser, part, scale, levels[0], known.seeds()));
            }
            for (int i = 0; i < steps; i++) {
                Batches.checkInterrupt();
                double sigma = levels[i];
                double next = i + 1 < steps ? levels[i + 1] : 0;
                int step = i;
                Batches.run(known.engine(), batches, batch -> batch.step(step, sigma, next));
                double mean =
                        batches.stream().mapToDouble(PosteriorSampling::loss).sum() / measured.y().length;
                watch.at((double) measured.count() * (i + 1) / steps, measured.count(), mean);
            }
            for (int k = 0; k < batches.size(); k++) {
                float[] some = batches.get(k).images();
                System.arraycopy(some, 0, images, k * BATCH * size, some.length);
            }
        }
        return images;
    }
}
