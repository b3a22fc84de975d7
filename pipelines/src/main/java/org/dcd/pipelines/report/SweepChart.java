package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.element;
import static org.dcd.pipelines.report.Html.is;
import static org.dcd.pipelines.report.Html.styled;
import static org.dcd.pipelines.report.Html.text;
import static org.dcd.pipelines.report.Html.with;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dcd.pipelines.report.SweepCurves.Curve;
import org.dcd.pipelines.report.SweepCurves.Point;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.transforms.metric.ScoreNames;

/** Curves over the axis of a sweep, with bars of a standard deviation over seeds. Drawn without scripts. */
final class SweepChart {
    private static final double WIDTH = 460;
    private static final double HEIGHT = 270;
    private static final double LEFT = 58;
    private static final double RIGHT = 14;
    private static final double TOP = 10;
    private static final double BOTTOM = 36;
    /** Values of an axis that are written one by one. */
    private static final int MOST_NAMED = 9;

    /** Colours of the style sheet. */
    private static final int TONES = 6;

    private static final int DASHES = 4;

    private static final double LOG_X_FROM = 12;
    private static final double LOG_Y_FROM = 30;
    private static final double BAR = 4;

    private final SweepCurves curves;
    private final Scale across;
    private final Scale up;

    private SweepChart(SweepCurves curves) {
        this.curves = curves;
        double[] x = all().mapToDouble(Point::x).toArray();
        double[] y = all().flatMap(point -> Stream.of(point.y() - point.spread(), point.y() + point.spread()))
                .mapToDouble(Double::doubleValue)
                .toArray();
        across = Scale.of(least(x), most(x), LOG_X_FROM, LEFT, WIDTH - RIGHT);
        up = Scale.of(least(y), most(y), LOG_Y_FROM, HEIGHT - BOTTOM, TOP);
    }

    /** @param curves at least one */
    static Html figure(SweepCurves curves) {
        return new SweepChart(curves).figure();
    }

    private Stream<Point> all() {
        return curves.curves().stream().flatMap(curve -> curve.points().stream());
    }

    private static double least(double[] values) {
        return Arrays.stream(values).min().orElse(0);
    }

    private static double most(double[] values) {
        return Arrays.stream(values).max().orElse(1);
    }

    private Html figure() {
        SweepTable table = curves.table();
        List<Html> keys = new ArrayList<>();
        for (Curve curve : curves.curves()) {
            keys.add(element("span", is("key " + style(curve)), text(curve.label())));
        }
        return element(
                "figure",
                is("chart"),
                element(
                        "figcaption",
                        element("b", table.metric() + (ScoreNames.isHigherBetter(table.metric()) ? " ↑" : "")),
                        table.oracle() ? styled("span", "oracle", "◆") : Html.NOTHING,
                        styled("span", "quiet", "over " + curves.axis().key() + scales())),
                element("p", is("keys"), Html.join(keys)),
                element(
                        "svg",
                        is("sweep"),
                        with(
                                "viewBox",
                                "0 0 " + FormattedNumbers.coordinate(WIDTH) + " "
                                        + FormattedNumbers.coordinate(HEIGHT)),
                        with("role", "img"),
                        with("aria-label", curves.inWords()),
                        Html.join(grid()),
                        Html.join(drawn())));
    }

    private String scales() {
        String log = Stream.of(across.logarithmic() ? "across" : "", up.logarithmic() ? "up" : "")
                .filter(way -> !way.isEmpty())
                .reduce((one, other) -> one + " and " + other)
                .map(ways -> ", logarithmic " + ways)
                .orElse("");
        String infinite = curves.table().hasInfinite() ? "; infinite values are not drawn" : "";
        return log + infinite + (curves.joined() ? "" : "; contracts differ, compare within one value");
    }

    private List<Html> grid() {
        List<Html> parts = new ArrayList<>();
        for (double tick : up.ticks(5)) {
            double y = up.place(tick);
            parts.add(line("rule", LEFT, y, WIDTH - RIGHT, y));
            parts.add(label("end", LEFT - 6, y + 4, trimmed(tick)));
        }
        List<Double> values = curves.axis().values(curves.table());
        double last = Double.NEGATIVE_INFINITY;
        for (double tick : values.size() <= MOST_NAMED ? values : across.ticks(6)) {
            double x = across.place(tick);
            parts.add(line("rule", x, HEIGHT - BOTTOM, x, HEIGHT - BOTTOM + 4));
            if (x - last >= 34) {
                parts.add(label("middle", x, HEIGHT - BOTTOM + 17, trimmed(tick)));
                last = x;
            }
        }
        parts.add(label("end", WIDTH - RIGHT, HEIGHT - 4, curves.axis().name()));
        return parts;
    }

    /** A number without zeros at its end. */
    private static String trimmed(double value) {
        String figure = FormattedNumbers.figure(value);
        return figure.contains(".") && !figure.contains("e") ? figure.replaceAll("\\.?0+$", "") : figure;
    }

    private List<Html> drawn() {
        List<Html> parts = new ArrayList<>();
        for (Curve curve : curves.curves()) {
            List<Html> own = new ArrayList<>();
            if (curves.joined() && curve.points().size() > 1) {
                own.add(element("polyline", with("points", path(curve))));
            }
            curve.points().forEach(point -> own.addAll(mark(curve, point)));
            parts.add(element("g", is(style(curve)), Html.join(own)));
        }
        return parts;
    }

    private String path(Curve curve) {
        return String.join(
                " ",
                curve.points().stream()
                        .map(point -> FormattedNumbers.coordinate(across.place(point.x())) + ","
                                + FormattedNumbers.coordinate(up.place(point.y())))
                        .toList());
    }

    private List<Html> mark(Curve curve, Point point) {
        double x = across.place(point.x());
        List<Html> parts = new ArrayList<>();
        if (point.spread() > 0) {
            double above = up.place(point.y() + point.spread());
            double below = up.place(point.y() - point.spread());
            parts.add(line("spread", x, above, x, below));
            parts.add(line("spread", x - BAR, above, x + BAR, above));
            parts.add(line("spread", x - BAR, below, x + BAR, below));
        }
        String spread = point.spread() > 0 ? " ± " + FormattedNumbers.figure(point.spread()) : "";
        parts.add(element(
                "circle",
                with("cx", x),
                with("cy", up.place(point.y())),
                with("r", 3.5),
                element(
                        "title",
                        curve.label() + ": " + FormattedNumbers.figure(point.y()) + spread + " at " + trimmed(point.x())
                                + ", " + point.seeds() + (point.seeds() == 1 ? " seed" : " seeds"))));
        return parts;
    }

    /** A colour for each row, dashes for each setting of what else is swept. */
    private static String style(Curve curve) {
        return "tone-" + curve.row() % TONES + " dash-" + curve.variant() % DASHES;
    }

    private static Html line(String style, double x1, double y1, double x2, double y2) {
        return element("line", is(style), with("x1", x1), with("y1", y1), with("x2", x2), with("y2", y2));
    }

    private static Html label(String anchor, double x, double y, String text) {
        return element("text", with("x", x), with("y", y), with("text-anchor", anchor), text(text));
    }
}
