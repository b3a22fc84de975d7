package org.dcd.transforms.metric;

import java.util.List;
import org.dcd.schemas.Count;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * The kernel distance MMD² to clean images with the kernel (xᵀy/d + 1)³ (Bińkowski et al. 2018). The estimate is
 * unbiased and may be negative. On the features of Inception it is called KID. Mean over random subsets, the same as in
 * torch-fidelity.
 *
 * @param subsets number of random subsets of either set
 * @param subsetSize images of a subset
 * @param images greatest number of images of either set
 */
@TypeName("kd")
@Scores("kd")
public record Kd(
        @Default("100") @Range("[1, 10000]") int subsets,
        @Default("1000") @Range("[2, 20000]") int subsetSize,
        @Default("50000") @Range("[subset-size, 1000000]") int images)
        implements VectorMetric {
    /** Seed of the subsets in torch-fidelity. */
    private static final int SEED = 2020;

    public Kd {
        Ranges.check(Kd.class, subsets, subsetSize, images);
    }

    @Override
    public MetricInput input() {
        return MetricInput.CLEAN_FEATURES;
    }

    @Override
    public String estimator() {
        return "MMD² of (xᵀy/d + 1)³, unbiased, " + subsets + " subsets of " + subsetSize
                + " as torch-fidelity draws them";
    }

    @Override
    public void checkCounts(long row, long reference) {
        long fewest = Math.min(row, reference);
        if (fewest < subsetSize) {
            throw new IllegalArgumentException("kd.subset-size must be at most the number of images, "
                    + Count.of(fewest) + ", was " + subsetSize + "; lower it or score more images");
        }
    }

    @Override
    public List<MetricValue> of(Vectors row, Vectors reference) {
        row.requireSameLength(reference);
        checkCounts(row.n(), reference.n());
        NumpyRandom random = new NumpyRandom(SEED);
        double[] distances = new double[subsets];
        for (int i = 0; i < subsets; i++) {
            double[] x = row.doubles(random.choice(row.n(), subsetSize));
            double[] y = reference.doubles(random.choice(reference.n(), subsetSize));
            distances[i] = KernelDistance.unbiased(x, y, subsetSize, row.d());
        }
        return List.of(MetricValue.meanOf("kd", distances));
    }
}
