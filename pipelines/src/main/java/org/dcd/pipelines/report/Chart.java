package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.element;
import static org.dcd.pipelines.report.Html.is;
import static org.dcd.pipelines.report.Html.styled;
import static org.dcd.pipelines.report.Html.with;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A chart of one or more series over one axis. {@code report.js} draws it with uPlot; without scripts a text replaces
 * it.
 *
 * @param title name of the quantity
 * @param caption shown next to the title
 * @param unit of x, shown at the end of the axis
 * @param x values of the axis, ascending
 * @param scale how the axes are scaled
 * @param series at least one
 * @param marks vertical lines with a label
 * @param words text alternative of the chart
 */
record Chart(
        String title,
        Html caption,
        String unit,
        double[] x,
        Scale scale,
        List<Series> series,
        List<Mark> marks,
        String words) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Scaling of the axes.
     *
     * @param logX whether x is logarithmic, which needs positive values
     * @param logY whether y is logarithmic, which needs positive values
     * @param fromZero whether x starts at 0 rather than at its first value
     */
    record Scale(boolean logX, boolean logY, boolean fromZero) {}

    /** How a series is drawn. */
    enum Style {
        LINE,
        /** Raw values behind their moving average. */
        PALE,
        /** Points without a line between them. */
        POINTS
    }

    /**
     * One series.
     *
     * @param label empty for a single series
     * @param values one per x; NaN where there is none
     * @param spread half the length of the error bars, one per x, 0 for no bar; empty without error bars
     * @param tone index of the colour
     * @param dash index of the line pattern
     */
    record Series(String label, double[] values, Optional<double[]> spread, Style style, int tone, int dash) {
        static Series line(double[] values) {
            return new Series("", values, Optional.empty(), Style.LINE, 0, 0);
        }

        static Series pale(double[] values) {
            return new Series("", values, Optional.empty(), Style.PALE, 0, 0);
        }
    }

    /** A vertical line with a label. */
    record Mark(double x, String label, boolean selected) {}

    Chart {
        series = List.copyOf(series);
        marks = List.copyOf(marks);
    }

    /** The figures of charts, with the data for the script that draws them. */
    static Html figures(String style, List<Chart> charts) {
        List<Html> figures = new ArrayList<>();
        ArrayNode data = JSON.createArrayNode();
        for (Chart chart : charts) {
            figures.add(chart.figure());
            data.add(chart.json());
        }
        return Html.join(
                element("div", is(style), Html.join(figures)),
                element("script", with("type", "application/json"), with("id", "chart-data"), script(data)));
    }

    private Html figure() {
        List<Html> keys = new ArrayList<>();
        for (Series each : series) {
            if (!each.label().isEmpty()) {
                keys.add(element(
                        "span", is("key tone-" + each.tone() + " dash-" + each.dash()), Html.text(each.label())));
            }
        }
        return element(
                "figure",
                is("chart"),
                element("figcaption", element("b", title), caption),
                keys.isEmpty() ? Html.NOTHING : element("p", is("keys"), Html.join(keys)),
                element("div", is("plot"), with("role", "img"), with("aria-label", words)),
                element("noscript", styled("p", "quiet", words)));
    }

    private ObjectNode json() {
        ObjectNode node = JSON.createObjectNode().put("unit", unit);
        node.put("logX", scale.logX()).put("logY", scale.logY()).put("fromZero", scale.fromZero());
        numbers(node.putArray("x"), x);
        ArrayNode list = node.putArray("series");
        for (Series each : series) {
            ObjectNode one = list.addObject().put("label", each.label());
            one.put("style", each.style().name().toLowerCase(Locale.ROOT));
            one.put("tone", each.tone()).put("dash", each.dash());
            numbers(one.putArray("values"), each.values());
            each.spread().ifPresent(spread -> numbers(one.putArray("spread"), spread));
        }
        ArrayNode lines = node.putArray("marks");
        for (Mark mark : marks) {
            lines.addObject().put("x", mark.x()).put("label", mark.label()).put("selected", mark.selected());
        }
        return node;
    }

    private static Html script(ArrayNode data) {
        try {
            // "<" could end the script element
            return Html.trusted(JSON.writeValueAsString(data).replace("<", "\\u003c"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void numbers(ArrayNode into, double[] values) {
        for (double value : values) {
            if (Double.isFinite(value)) {
                into.add((double) (float) value);
            } else {
                into.addNull();
            }
        }
    }
}
