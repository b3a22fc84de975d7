package org.dcd.transforms.metric;

import java.util.List;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * Improved precision and recall (Kynkäänniemi et al. 2019). Precision is the share of the row's images in the manifold
 * of the clean images, recall the share of clean images in the manifold of the row. The manifold of a set is the union
 * of closed balls around its images that reach to their k-th nearest neighbour. Both depend on the sizes of the sets.
 *
 * @param neighbours k
 * @param images greatest number of images of either set
 */
@TypeName("precision-recall")
@Scores(
        value = {"precision", "recall"},
        higherIsBetter = true)
public record PrecisionRecall(
        @Default("3") @Range("[1, 1000]") int neighbours, @Default("50000") @Range("(neighbours, 1000000]") int images)
        implements VectorMetric {
    public PrecisionRecall {
        Ranges.check(PrecisionRecall.class, neighbours, images);
    }

    @Override
    public MetricInput input() {
        return MetricInput.CLEAN_FEATURES;
    }

    @Override
    public String estimator() {
        return "balls to the neighbour " + neighbours + ", with their surface";
    }

    @Override
    public void checkCounts(long row, long reference) {
        Neighbours.requireEnough("precision-recall", neighbours, Math.min(row, reference));
    }

    @Override
    public List<MetricValue> of(Vectors row, Vectors reference) {
        checkCounts(row.n(), reference.n());
        double[] rowRadii = Neighbours.squaredRadii(row, neighbours);
        double[] referenceRadii = Neighbours.squaredRadii(reference, neighbours);
        boolean[] recalled = new boolean[reference.n()];
        int[] precise = new int[1];
        Neighbours.rows(row, reference, (i, distances) -> {
            boolean among = false;
            for (int j = 0; j < distances.length; j++) {
                among |= distances[j] <= referenceRadii[j];
                recalled[j] |= distances[j] <= rowRadii[i];
            }
            precise[0] += among ? 1 : 0;
        });
        int found = 0;
        for (boolean one : recalled) {
            found += one ? 1 : 0;
        }
        return List.of(
                MetricValue.of("precision", (double) precise[0] / row.n()),
                MetricValue.of("recall", (double) found / reference.n()));
    }
}
