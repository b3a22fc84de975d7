package org.dcd.transforms.metric;

import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.registry.TypeName;

/**
 * Structural similarity (Wang et al. 2004) with a Gaussian window of 11x11 and standard deviation 1.5, K₁ = 0.01, K₂ =
 * 0.03 and population covariances, at all positions where the window lies within the image; mean over positions and
 * channels, then over images. Equals scikit-image's {@code structural_similarity(gaussian_weights=True, sigma=1.5,
 * use_sample_covariance=False)}.
 */
@TypeName("ssim")
@Scores(value = "ssim", higherIsBetter = true)
public record Ssim() implements PairMetric {
    private static final int RADIUS = 5;
    private static final int WINDOW = 2 * RADIUS + 1;
    private static final double C1 = 0.01 * 0.01;
    private static final double C2 = 0.03 * 0.03;
    private static final double[] WEIGHTS = gaussian(1.5);

    private static double[] gaussian(double std) {
        double[] weights = new double[WINDOW];
        double sum = 0;
        for (int k = 0; k < WINDOW; k++) {
            double distance = (k - RADIUS) / std;
            weights[k] = Math.exp(-0.5 * distance * distance);
            sum += weights[k];
        }
        for (int k = 0; k < WINDOW; k++) {
            weights[k] /= sum;
        }
        return weights;
    }

    @Override
    public String estimator() {
        return "Gaussian window 11x11 of 1.5, K 0.01 and 0.03, mean over images";
    }

    @Override
    public void checkShape(ImageShape shape) {
        if (shape.height() < WINDOW || shape.width() < WINDOW) {
            throw new IllegalArgumentException("ssim needs images of at least 11x11, was " + shape + "; remove it");
        }
    }

    @Override
    public double of(float[] x, float[] reference, ImageShape shape) {
        checkShape(shape);
        int h = shape.height();
        int w = shape.width();
        double sum = 0;
        for (int channel = 0; channel < shape.channels(); channel++) {
            int from = channel * h * w;
            Plane px = i -> (x[from + i] + 1.0) / RANGE;
            Plane py = i -> (reference[from + i] + 1.0) / RANGE;
            double[] meanX = smooth(h, w, px);
            double[] meanY = smooth(h, w, py);
            double[] xx = smooth(h, w, i -> px.at(i) * px.at(i));
            double[] yy = smooth(h, w, i -> py.at(i) * py.at(i));
            double[] xy = smooth(h, w, i -> px.at(i) * py.at(i));
            for (int i = 0; i < meanX.length; i++) {
                double means = meanX[i] * meanY[i];
                double squares = meanX[i] * meanX[i] + meanY[i] * meanY[i];
                double luminance = (2 * means + C1) / (squares + C1);
                sum += luminance * (2 * (xy[i] - means) + C2) / (xx[i] + yy[i] - squares + C2);
            }
        }
        return sum / (shape.channels() * (double) (h - 2 * RADIUS) * (w - 2 * RADIUS));
    }

    /** Values in [0, 1]. */
    private interface Plane {
        double at(int index);
    }

    /** Weighted mean of every window within the plane, [h - 10, w - 10]. */
    private static double[] smooth(int h, int w, Plane plane) {
        int columns = w - 2 * RADIUS;
        double[] rows = new double[h * columns];
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < columns; x++) {
                double sum = 0;
                for (int k = 0; k < WINDOW; k++) {
                    sum += WEIGHTS[k] * plane.at(y * w + x + k);
                }
                rows[y * columns + x] = sum;
            }
        }
        double[] smooth = new double[(h - 2 * RADIUS) * columns];
        for (int i = 0; i < smooth.length; i++) {
            double sum = 0;
            for (int k = 0; k < WINDOW; k++) {
                sum += WEIGHTS[k] * rows[i + k * columns];
            }
            smooth[i] = sum;
        }
        return smooth;
    }
}
