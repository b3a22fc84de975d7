package org.dcd.transforms.measurement;

import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;

/**
 * Complex sensitivity maps S_c of receive coils, with Σ_c |S_c|² = 1 in every pixel with signal and 0 elsewhere.
 *
 * @param coils number of coils
 * @param height height of the image in pixels
 * @param width width of the image in pixels
 * @param real real parts [coils, h, w]
 * @param imaginary imaginary parts [coils, h, w]
 */
public record CoilMaps(int coils, int height, int width, double[] real, double[] imaginary) {
    /** Distance of the coils from the centre; images extend from -1 to 1. */
    private static final double RADIUS = 1.5;

    /**
     * Simulated birdcage maps. Coil c is at 1.5 · (cos, sin)(2πc/C). Its sensitivity is inversely proportional to the
     * distance, and its phase follows the direction.
     */
    static CoilMaps birdcage(int coils, ImageShape image) {
        int h = image.height();
        int w = image.width();
        double[] real = new double[coils * h * w];
        double[] imaginary = new double[coils * h * w];
        for (int pixel = 0; pixel < h * w; pixel++) {
            double y = 2.0 * (pixel / w) / h - 1;
            double x = 2.0 * (pixel % w) / w - 1;
            double squares = 0;
            for (int c = 0; c < coils; c++) {
                double angle = 2 * Math.PI * c / coils;
                double dx = x - RADIUS * Math.cos(angle);
                double dy = y - RADIUS * Math.sin(angle);
                double size = 1 / Math.hypot(dx, dy);
                double phase = Math.atan2(dx, -dy) - angle;
                real[c * h * w + pixel] = size * Math.cos(phase);
                imaginary[c * h * w + pixel] = size * Math.sin(phase);
                squares += size * size;
            }
            for (int c = 0; c < coils; c++) {
                real[c * h * w + pixel] /= Math.sqrt(squares);
                imaginary[c * h * w + pixel] /= Math.sqrt(squares);
            }
        }
        return new CoilMaps(coils, h, w, real, imaginary);
    }

    /** The maximum of Σ_c |S_c|² over all pixels. */
    double largestSumOfSquares() {
        double largest = 0;
        for (int pixel = 0; pixel < height * width; pixel++) {
            double squares = 0;
            for (int at = pixel; at < real.length; at += height * width) {
                squares += real[at] * real[at] + imaginary[at] * imaginary[at];
            }
            largest = Math.max(largest, squares);
        }
        return largest;
    }

    /** The maps as constants [1, coils, h, w]. */
    <T> Complex<T> constants(Ops<T> ops) {
        return new Complex<>(constant(ops, real), constant(ops, imaginary));
    }

    private <T> T constant(Ops<T> ops, double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return ops.constant(floats, 1, coils, height, width);
    }
}
