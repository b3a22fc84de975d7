package org.dcd.transforms.stage.analysis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.dcd.transforms.data.points.CurveDataset;
import org.dcd.transforms.data.points.CurveDataset.Curve;
import org.dcd.transforms.metric.Scores;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.Row;

/**
 * Distances of points to the curve of the clean points: mean, median and 95th percentile, and the share of the curve
 * that is nearest to no point. The curve is approximated by line segments.
 *
 * @param bins number of bins with equal shares of the data along the curve, for {@code uncovered}
 */
@TypeName("curve-distance")
@Scores({"distance-mean", "distance-median", "distance-p95", "uncovered"})
public record CurveDistance(@Default("50") @Range("[1, 2000]") int bins) implements Analysis {
    /** Approximates a spiral of two turns to 1e-5. */
    private static final int PIECES = 2000;

    public CurveDistance {
        Ranges.check(CurveDistance.class, bins);
    }

    @Override
    public List<Row> rows() {
        return List.of(Row.values());
    }

    @Override
    public void check(AnalysisSpec spec) {
        if (!(spec.source() instanceof CurveDataset)) {
            throw new IllegalArgumentException(
                    "analysis curve-distance needs a data set on a known curve, such as spiral, was "
                            + Registry.nameOf(spec.source()));
        }
        if (!spec.generator().model().measurement().equals(spec.generator().shape())) {
            throw new IllegalArgumentException("analysis curve-distance needs measurements that are points, was "
                    + Registry.nameOf(spec.generator().model().operator()));
        }
    }

    @Override
    public Outcome of(AnalysisSpec spec, Input input) throws IOException {
        double[] chain = chain(((CurveDataset) spec.source()).curve());
        List<Value> values = new ArrayList<>();
        for (Row row : spec.rows()) {
            values.addAll(of(row, input.values(row), chain));
        }
        return new Outcome(values, List.of());
    }

    private static double[] chain(Curve curve) {
        double[] chain = new double[2 * (PIECES + 1)];
        for (int i = 0; i <= PIECES; i++) {
            System.arraycopy(curve.at(i / (double) PIECES), 0, chain, 2 * i, 2);
        }
        return chain;
    }

    private List<Value> of(Row row, float[] points, double[] chain) {
        int n = points.length / 2;
        double[] distances = new double[n];
        BitSet covered = new BitSet(bins);
        for (int i = 0; i < n; i++) {
            double best = Double.POSITIVE_INFINITY;
            int nearest = 0;
            for (int piece = 0; piece < PIECES; piece++) {
                double squared = squaredDistance(points[2 * i], points[2 * i + 1], chain, piece);
                if (squared < best) {
                    best = squared;
                    nearest = piece;
                }
            }
            distances[i] = Math.sqrt(best);
            covered.set((int) ((long) nearest * bins / PIECES));
        }
        Arrays.sort(distances);
        double mean = Arrays.stream(distances).average().orElseThrow();
        return List.of(
                new Value(row, "distance-mean", mean, n),
                new Value(row, "distance-median", quantile(distances, 0.5), n),
                new Value(row, "distance-p95", quantile(distances, 0.95), n),
                new Value(row, "uncovered", 1 - covered.cardinality() / (double) bins, n));
    }

    /** Squared distance of a point to a line segment. */
    private static double squaredDistance(double x, double y, double[] chain, int piece) {
        double fromX = chain[2 * piece];
        double fromY = chain[2 * piece + 1];
        double alongX = chain[2 * piece + 2] - fromX;
        double alongY = chain[2 * piece + 3] - fromY;
        double projected = ((x - fromX) * alongX + (y - fromY) * alongY) / (alongX * alongX + alongY * alongY);
        double fraction = Math.min(1, Math.max(0, projected));
        double dx = x - fromX - fraction * alongX;
        double dy = y - fromY - fraction * alongY;
        return dx * dx + dy * dy;
    }

    /**
     * Linear interpolation between order statistics, as NumPy's default. The same estimator of commons-math (R_7)
     * counts from 1 and rounds the last digit differently.
     */
    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
