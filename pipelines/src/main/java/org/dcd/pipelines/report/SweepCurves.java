package org.dcd.pipelines.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.dcd.pipelines.experiment.SweepPoint;
import org.dcd.pipelines.result.FormattedNumbers;

/**
 * One metric along the axis of a sweep: a curve for each row, and for each setting of what else the sweep varies.
 *
 * @param joined whether neighbours have one contract, so that a line from one to the next says something
 */
record SweepCurves(SweepAxis axis, SweepTable table, List<Curve> curves, boolean joined) {
    SweepCurves {
        curves = List.copyOf(curves);
    }

    /**
     * @param row place of its row among those of the table
     * @param variant place of its other settings among those of the curves
     * @param points from left to right
     */
    record Curve(String label, int row, int variant, List<Point> points) {
        Curve {
            points = List.copyOf(points);
        }
    }

    /** @param spread standard deviation over seeds; 0 for one seed */
    record Point(double x, double y, double spread, int seeds) {}

    private record Identity(String row, String more) {}

    static SweepCurves of(SweepAxis axis, SweepTable table) {
        Map<Identity, List<Point>> points = new LinkedHashMap<>();
        List<String> variants = new ArrayList<>();
        for (String row : table.rows()) {
            for (SweepTable.Column column : table.columns()) {
                OptionalDouble x = axis.at(column);
                SweepTable.Cell cell = column.cells().get(row);
                if (x.isPresent() && cell != null && Double.isFinite(cell.mean())) {
                    String more = SweepPoint.label(axis.others(column));
                    if (!variants.contains(more)) {
                        variants.add(more);
                    }
                    points.computeIfAbsent(new Identity(row, more), unused -> new ArrayList<>())
                            .add(new Point(
                                    x.getAsDouble(),
                                    cell.mean(),
                                    cell.deviation().orElse(0.0),
                                    cell.bySeed().size()));
                }
            }
        }
        List<Curve> curves = new ArrayList<>();
        points.forEach((curve, there) -> {
            there.sort(Comparator.comparingDouble(Point::x));
            String label = curve.row() + (curve.more().isEmpty() ? "" : ", " + curve.more());
            curves.add(new Curve(label, table.rows().indexOf(curve.row()), variants.indexOf(curve.more()), there));
        });
        return new SweepCurves(axis, table, curves, table.comparesAcross());
    }

    /** The curves in words, for those who cannot see them. */
    String inWords() {
        StringBuilder words = new StringBuilder(table.metric() + " over " + axis.name());
        for (Curve curve : curves) {
            words.append("; ").append(curve.label()).append(":");
            for (Point point : curve.points()) {
                words.append(' ')
                        .append(FormattedNumbers.figure(point.y()))
                        .append(" at ")
                        .append(FormattedNumbers.figure(point.x()))
                        .append(',');
            }
            words.setLength(words.length() - 1);
        }
        return words.toString();
    }
}
