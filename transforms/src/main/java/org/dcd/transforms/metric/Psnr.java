package org.dcd.transforms.metric;

import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.registry.TypeName;

/**
 * Peak signal-to-noise ratio 10 log₁₀(R² / MSE) in dB, mean over images. R = 2 is the width of [-1, 1], as 255 for u8
 * images. Infinite for equal images.
 */
@TypeName("psnr")
@Scores(value = "psnr", higherIsBetter = true)
public record Psnr() implements PairMetric {
    @Override
    public String estimator() {
        return "mean over images of 10 log10(R² / MSE)";
    }

    @Override
    public double of(float[] x, float[] reference, ImageShape shape) {
        double squares = 0;
        for (int i = 0; i < x.length; i++) {
            double difference = (double) x[i] - reference[i];
            squares += difference * difference;
        }
        return 10 * Math.log10(RANGE * RANGE * x.length / squares);
    }
}
