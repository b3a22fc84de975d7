package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.styled;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dcd.pipelines.experiment.SweepPoint;
import org.dcd.pipelines.report.Chart.Scale;
import org.dcd.pipelines.report.Chart.Series;
import org.dcd.pipelines.report.Chart.Style;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.transforms.metric.ScoreNames;

/**
 * One metric along the axis of a sweep: one curve for each row and each combination of the other settings.
 *
 * @param joined whether all points have the same protocol, so that lines between them are meaningful
 */
record SweepCurves(SweepAxis axis, SweepTable table, List<Curve> curves, boolean joined) {
    /** Number of colours in the style sheet. */
    private static final int TONES = 6;

    private static final int DASHES = 4;

    private static final double LOG_X_FROM_RATIO = 12;
    private static final double LOG_Y_FROM_RATIO = 30;

    SweepCurves {
        curves = List.copyOf(curves);
    }

    /**
     * One curve.
     *
     * @param row index of its row in the table
     * @param variant index of its other settings
     * @param points in ascending order of x
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

    /** The chart; error bars are the standard deviation over seeds. */
    Chart chart() {
        double[] x = axisValues();
        List<Series> series = curves.stream().map(curve -> series(curve, x)).toList();
        double[] bounds = curves.stream()
                .flatMap(curve -> curve.points().stream())
                .flatMap(point -> Stream.of(point.y() - point.spread(), point.y() + point.spread()))
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        Scale scale = new Scale(
                x[0] > 0 && x[x.length - 1] / x[0] > LOG_X_FROM_RATIO,
                bounds[0] > 0 && bounds[bounds.length - 1] / bounds[0] > LOG_Y_FROM_RATIO,
                false);
        return new Chart(
                table.metric() + (ScoreNames.isHigherBetter(table.metric()) ? " ↑" : ""),
                Html.join(
                        table.usesCleanData() ? styled("span", "oracle", "◆") : Html.NOTHING,
                        styled("span", "quiet", "over " + axis.key() + remarks(scale))),
                axis.name(),
                x,
                scale,
                series,
                List.of(),
                inWords());
    }

    /**
     * Values of the axis, ascending. A value repeats when one curve has several points there, of different protocols.
     */
    private double[] axisValues() {
        TreeMap<Double, Integer> times = new TreeMap<>();
        for (Curve curve : curves) {
            Map<Double, Integer> own = new HashMap<>();
            curve.points().forEach(point -> own.merge(point.x(), 1, Integer::sum));
            own.forEach((x, count) -> times.merge(x, count, Math::max));
        }
        return times.entrySet().stream()
                .flatMap(entry -> Collections.nCopies(entry.getValue(), entry.getKey()).stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private Series series(Curve curve, double[] x) {
        double[] values = new double[x.length];
        double[] spread = new double[x.length];
        Arrays.fill(values, Double.NaN);
        int i = 0;
        for (Point point : curve.points()) {
            while (x[i] != point.x()) {
                i++;
            }
            values[i] = point.y();
            spread[i] = point.spread();
            i++;
        }
        boolean bars = Arrays.stream(spread).anyMatch(each -> each > 0);
        return new Series(
                curve.label(),
                values,
                bars ? Optional.of(spread) : Optional.empty(),
                joined ? Style.LINE : Style.POINTS,
                curve.row() % TONES,
                curve.variant() % DASHES);
    }

    private String remarks(Scale scale) {
        String log = Stream.of(scale.logX() ? "x" : "", scale.logY() ? "y" : "")
                .filter(way -> !way.isEmpty())
                .reduce((one, other) -> one + " and " + other)
                .map(ways -> ", logarithmic " + ways)
                .orElse("");
        String infinite = table.hasInfinite() ? "; infinite values are omitted" : "";
        return log + infinite + (joined ? "" : "; protocols differ: compare at one value of the axis only");
    }

    /** Text alternative of the chart. */
    private String inWords() {
        StringBuilder words = new StringBuilder(table.metric() + " over " + axis.name());
        for (Curve curve : curves) {
            words.append("; ").append(curve.label()).append(":");
            for (Point point : curve.points()) {
                words.append(' ').append(FormattedNumbers.figure(point.y()));
                if (point.spread() > 0) {
                    words.append(" ± ").append(FormattedNumbers.figure(point.spread()));
                }
                words.append(" at ").append(FormattedNumbers.figure(point.x())).append(',');
            }
            words.setLength(words.length() - 1);
        }
        return words.toString();
    }
}
