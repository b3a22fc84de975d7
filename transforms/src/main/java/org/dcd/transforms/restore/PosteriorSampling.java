package org.dcd.transforms.restore;

import java.util.Arrays;
import org.dcd.transforms.random.Seeds;

/** Sampling state of one batch of measurements, in float64. */
final class PosteriorSampling {
    private final GuidedDenoiser denoiser;
    private final MeasurementBatch measured;
    private final double scale;
    private final Seeds seeds;
    private final int size;
    private final double[] x;
    private final float[] condition;
    private double loss;

    /** @param start noise level of the first step */
    PosteriorSampling(GuidedDenoiser denoiser, MeasurementBatch measured, double scale, double start, Seeds seeds) {
        this.denoiser = denoiser;
        this.measured = measured;
        this.scale = scale;
        this.seeds = seeds;
        this.size = measured.model().image().size();
        float[] z = normal("start", size);
        this.x = new double[z.length];
        for (int k = 0; k < x.length; k++) {
            x[k] = start * z[k];
        }
        this.condition = normal("condition", denoiser.conditionSize());
    }

    private float[] normal(String purpose, int each) {
        float[] numbers = new float[measured.count() * each];
        for (int i = 0; i < measured.count(); i++) {
            Seeds.fillNormal(seeds.of(purpose, measured.ids()[i]), numbers, i * each, each);
        }
        return numbers;
    }

    /**
     * One step from a noise level to the next, see {@link Dps}.
     *
     * @param next next level; 0 in the last step, which gives x̂ with the guidance
     */
    void step(int number, double sigma, double next) {
        float[] sigmas = new float[measured.count()];
        Arrays.fill(sigmas, (float) sigma);
        GuidedDenoiser.Value here = denoiser.at(images(), sigmas, measured, condition);
        double ratio = next * next / (sigma * sigma);
        double spread = next * Math.sqrt(1 - ratio);
        float[] noise = next > 0 ? normal("step/" + number, size) : new float[x.length];
        loss = 0;
        for (int i = 0; i < measured.count(); i++) {
            loss += here.misfit()[i];
            double norm = Math.sqrt(here.misfit()[i]);
            if (!Double.isFinite(norm)) {
                throw new ArithmeticException("the guidance of measurement " + measured.ids()[i] + " is " + norm
                        + " at noise level " + sigma + "; lower dps.scale");
            }
            double push = norm > 0 ? scale * (1 + sigma * sigma) / norm : 0;
            for (int k = i * size; k < (i + 1) * size; k++) {
                double denoised = here.denoised()[k];
                x[k] = denoised + ratio * (x[k] - denoised) + spread * noise[k] - push * here.gradient()[k];
            }
        }
    }

    /** Σ ‖y - A(x̂)‖² of the last step. */
    double loss() {
        return loss;
    }

    /** The state. */
    float[] images() {
        float[] images = new float[x.length];
        for (int k = 0; k < x.length; k++) {
            images[k] = (float) x[k];
        }
        return images;
    }
}
