package org.dcd.transforms.restore;

import java.util.Arrays;
import org.dcd.transforms.random.Seeds;

/** The search for the latents of one batch of measurements. */
final class LatentSearch {
    private final GeneratorPrior settings;
    private final LatentLoss function;
    private final MeasurementBatch measured;
    private final int first;
    private final float[] z;
    private final float[] weights;
    private final HostAdam adam;
    /** The z to keep for each image. */
    private final float[] kept;

    private final double[] keptLoss;
    private double loss;
    private float[] images;

    /** @param first index of the first of these measurements among all measurements */
    LatentSearch(GeneratorPrior settings, LatentLoss function, MeasurementBatch measured, int first, Seeds seeds) {
        this.settings = settings;
        this.function = function;
        this.measured = measured;
        this.first = first;
        int n = measured.count();
        int size = function.latent().size();
        this.z = new float[n * size];
        this.weights = new float[n];
        for (int i = 0; i < n; i++) {
            Seeds.fillNormal(seeds.of("latent", measured.ids()[i]), z, i * size, size);
            weights[i] = (float) (settings.latentWeight() * measured.sigmas()[i] * measured.sigmas()[i]);
        }
        this.adam = new HostAdam(z.length, settings.learningRate());
        this.kept = z.clone();
        this.keptLoss = new double[n];
        Arrays.fill(keptLoss, Double.POSITIVE_INFINITY);
    }

    /** Runs some steps. */
    void advance(int steps) {
        for (int step = 0; step < steps; step++) {
            LatentLoss.Value here = function.at(z, measured, weights);
            keep(here);
            adam.step(z, here.gradient());
        }
    }

    private void keep(LatentLoss.Value here) {
        loss = 0;
        for (int i = 0; i < measured.count(); i++) {
            if (!Float.isFinite(here.total()[i])) {
                throw new ArithmeticException("the loss of measurement " + measured.ids()[i] + " is " + here.total()[i]
                        + "; lower generator-prior.learning-rate");
            }
            loss += here.total()[i];
            switch (settings.keep()) {
                case LAST -> take(i, 0);
                case BEST -> {
                    if (here.total()[i] < keptLoss[i]) {
                        take(i, here.total()[i]);
                    }
                }
                case NOISE -> {
                    double noise = (double) measured.sigmas()[i]
                            * measured.sigmas()[i]
                            * measured.model().measurement().size();
                    if (keptLoss[i] > noise) {
                        take(i, here.misfit()[i]);
                    }
                }
            }
        }
    }

    private void take(int image, double itsLoss) {
        int size = function.latent().size();
        System.arraycopy(z, image * size, kept, image * size, size);
        keptLoss[image] = itsLoss;
    }

    /** Sum of the losses before the last step. */
    double loss() {
        return loss;
    }

    /** Evaluates the z of the last step and computes the images. */
    void finish() {
        keep(function.at(z, measured, weights));
        images = function.images(kept, measured.count());
    }

    /** Adds the images, times a factor, at their position among all images. */
    void addTo(float[] all, double factor) {
        int from = first * measured.model().image().size();
        for (int k = 0; k < images.length; k++) {
            all[from + k] += (float) (factor * images[k]);
        }
    }
}
