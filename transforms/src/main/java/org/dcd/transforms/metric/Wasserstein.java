package org.dcd.transforms.metric;

import java.util.List;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * The exact Wasserstein distance W₂ between equal numbers of points of the row and the clean data: the root of the
 * least mean squared distance over all ways to match them. Meant for points. With few points it is positive even for
 * equal distributions.
 *
 * @param images greatest number of points of either set; time grows with its third power
 */
@TypeName("wasserstein")
@Scores("wasserstein")
public record Wasserstein(@Default("2000") @Range("[1, 10000]") int images) implements VectorMetric {
    public Wasserstein {
        Ranges.check(Wasserstein.class, images);
    }

    @Override
    public MetricInput input() {
        return MetricInput.CLEAN_VALUES;
    }

    @Override
    public String estimator() {
        return "W₂ of matched points";
    }

    @Override
    public List<MetricValue> of(Vectors row, Vectors reference) {
        int n = Math.min(row.n(), reference.n());
        double[][] costs = new double[n][];
        Neighbours.rows(row.spread(n), reference.spread(n), (i, distances) -> costs[i] = distances);
        double sum = 0;
        int[] partners = Assignment.of(costs);
        for (int i = 0; i < n; i++) {
            sum += costs[i][partners[i]];
        }
        return List.of(MetricValue.of("wasserstein", Math.sqrt(sum / n)));
    }
}
