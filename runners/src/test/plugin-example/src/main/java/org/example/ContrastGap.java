package org.example;

import java.util.List;
import org.dcd.transforms.metric.MetricValue;
import org.dcd.transforms.metric.Scores;
import org.dcd.transforms.metric.VectorMetric;
import org.dcd.transforms.metric.Vectors;
import org.dcd.transforms.metric.MetricInput;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * Absolute difference between the root mean squares of the pixels of a row and of clean images, in units of [-1, 1].
 *
 * @param images largest number of images of either set
 */
@TypeName("contrast-gap")
@Scores("contrast-gap")
public record ContrastGap(@Default("10000") @Range("[1, 1000000]") int images) implements VectorMetric {
    public ContrastGap {
        Ranges.check(ContrastGap.class, images);
    }

    @Override
    public MetricInput input() {
        return MetricInput.CLEAN_VALUES;
    }

    @Override
    public String estimator() {
        return "absolute difference of root mean squares of pixels";
    }

    @Override
    public List<MetricValue> of(Vectors row, Vectors reference) {
        return List.of(MetricValue.of("contrast-gap", Math.abs(rms(row) - rms(reference))));
    }

    private static double rms(Vectors images) {
        double sum = 0;
        for (float pixel : images.values()) {
            sum += (double) pixel * pixel;
        }
        return Math.sqrt(sum / images.values().length);
    }
}
