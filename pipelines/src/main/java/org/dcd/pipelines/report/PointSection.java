package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.element;
import static org.dcd.pipelines.report.Html.is;
import static org.dcd.pipelines.report.Html.styled;
import static org.dcd.pipelines.report.Html.with;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.schemas.Count;

/** The points of every row as scatter plots with a common scale. */
final class PointSection {
    /** Width and height of the drawing; coordinates are rounded to integers. */
    private static final int SIDE = 1000;
    /** Fraction of the coordinates that may lie outside the drawing. */
    private static final double OUTSIDE = 0.002;

    private PointSection() {}

    static Html of(List<PointRow> rows) {
        if (rows.isEmpty()) {
            return Html.NOTHING;
        }
        double reach = reach(rows);
        int shown = rows.stream().mapToInt(PointRow::count).max().orElse(0);
        List<Html> plots = new ArrayList<>();
        for (PointRow row : rows) {
            plots.add(element(
                    "figure",
                    is("cloud row-" + row.id()),
                    scatter(row, reach),
                    element("figcaption", element("b", row.id()), styled("span", "quiet", row.caption()))));
        }
        return Section.of(
                "points",
                "Points",
                styled(
                        "p",
                        "quiet",
                        "The first " + Count.of(shown, "point") + " of every row, without selection. Both axes range"
                                + " from "
                                + FormattedNumbers.figure(-reach) + " to " + FormattedNumbers.figure(reach) + "."),
                element("div", is("clouds"), Html.join(plots)));
    }

    /** Range of the axes, [-reach, reach], that contains all but a few points. */
    private static double reach(List<PointRow> rows) {
        double[] sizes = rows.stream()
                .flatMapToDouble(row -> {
                    double[] all = new double[row.points().length];
                    for (int i = 0; i < all.length; i++) {
                        all[i] = Math.abs(row.points()[i]);
                    }
                    return Arrays.stream(all);
                })
                .sorted()
                .toArray();
        return sizes.length == 0 ? 1 : 1.05 * sizes[(int) ((1 - OUTSIDE) * (sizes.length - 1))];
    }

    /** One path of zero-length strokes with round caps, which are drawn as dots. */
    private static Html scatter(PointRow row, double reach) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < row.count(); i++) {
            long x = Math.round(SIDE / 2.0 * (1 + row.points()[2 * i] / reach));
            long y = Math.round(SIDE / 2.0 * (1 - row.points()[2 * i + 1] / reach));
            path.append('M').append(x).append(' ').append(y).append("h0");
        }
        return element(
                "svg",
                is("scatter"),
                with("viewBox", "0 0 " + SIDE + " " + SIDE),
                with("role", "img"),
                with("aria-label", row.id() + ", " + Count.of(row.count(), "point") + ": " + row.caption()),
                element("path", with("d", path.toString())));
    }
}
