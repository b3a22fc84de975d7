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
 * A chart of one or more series over one axis. {@code report.js} draws it with uPlot; readers without scripts get it in
 * words.
 *
 * @param title what the values are
 * @param caption what stands beside the title
 * @param unit of x, written at the end of the axis
 * @param x values of the axis, rising
 * @param scale how the axes are scaled
 * @param marks vertical lines with a label
 * @param words the chart in words
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
        /** Behind another series of the same values. */
        PALE,
        /** Points that no line joins. */
        POINTS
    }

    /**
     * One series.
     *
     * @param label empty for the only one
     * @param values one for each x; NaN where there is none
     * @param spread half the length of the error bars, one for each x and 0 for no bar; empty without bars
     * @param tone number of its colour
     * @param dash number of its line pattern
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

    /** The figures of charts, and the data that the script draws them from. */
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
            // "<" may not appear inside a script element: it could end it.
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
