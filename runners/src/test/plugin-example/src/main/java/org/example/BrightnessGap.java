package org.example;

import java.util.List;
import org.dcd.transforms.metric.MetricValue;
import org.dcd.transforms.metric.Scores;
import org.dcd.transforms.metric.VectorMetric;
import org.dcd.transforms.metric.Vectors;
import org.dcd.transforms.metric.View;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * Absolute difference between the mean pixel value of a row and that of clean images, in units of [-1, 1].
 *
 * @param images largest number of images of either set
 */
@TypeName("brightness-gap")
@Scores("brightness-gap")
public record BrightnessGap(@Default("10000") @Range("[1, 1000000]") int images) implements VectorMetric {
    public BrightnessGap {
        Ranges.check(BrightnessGap.class, images);
    }

    @Override
    public View view() {
        return View.CLEAN_VALUES;
    }

    @Override
    public String estimator() {
        return "absolute difference of mean pixel values";
    }

    @Override
    public List<MetricValue> of(Vectors row, Vectors reference) {
        return List.of(MetricValue.of("brightness-gap", Math.abs(mean(row) - mean(reference))));
    }

    private static double mean(Vectors images) {
        double sum = 0;
        for (float pixel : images.values()) {
            sum += pixel;
        }
        return sum / images.values().length;
    }
}
