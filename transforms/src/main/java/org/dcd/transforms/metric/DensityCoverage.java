package org.dcd.transforms.metric;

import java.util.List;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * Density and coverage (Naeem et al. 2020) with balls around clean images that reach to their k-th nearest neighbour.
 * Density is the mean number of balls that contain an image of the row, divided by k; 1 for equal distributions, and it
 * may exceed 1. Coverage is the share of balls that contain at least one image of the row.
 *
 * @param neighbours k
 * @param images greatest number of images of either set
 */
@TypeName("density-coverage")
@Scores(
        value = {"density", "coverage"},
        higherIsBetter = true)
public record DensityCoverage(
        @Default("5") @Range("[1, 1000]") int neighbours, @Default("50000") @Range("(neighbours, 1000000]") int images)
        implements VectorMetric {
    public DensityCoverage {
        Ranges.check(DensityCoverage.class, neighbours, images);
    }

    @Override
    public MetricInput input() {
        return MetricInput.CLEAN_FEATURES;
    }

    @Override
    public String estimator() {
        return "balls to the neighbour " + neighbours + ", without their surface";
    }

    @Override
    public void checkCounts(long row, long reference) {
        Neighbours.requireEnough("density-coverage", neighbours, reference);
    }

    @Override
    public List<MetricValue> of(Vectors row, Vectors reference) {
        checkCounts(row.n(), reference.n());
        double[] radii = Neighbours.squaredRadii(reference, neighbours);
        boolean[] covered = new boolean[reference.n()];
        long[] held = new long[1];
        Neighbours.rows(row, reference, (i, distances) -> {
            for (int j = 0; j < distances.length; j++) {
                if (distances[j] < radii[j]) {
                    held[0]++;
                    covered[j] = true;
                }
            }
        });
        int balls = 0;
        for (boolean one : covered) {
            balls += one ? 1 : 0;
        }
        return List.of(
                MetricValue.of("density", (double) held[0] / neighbours / row.n()),
                MetricValue.of("coverage", (double) balls / reference.n()));
    }
}
