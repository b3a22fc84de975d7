package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.element;
import static org.dcd.pipelines.report.Html.is;
import static org.dcd.pipelines.report.Html.styled;
import static org.dcd.pipelines.report.Html.text;
import static org.dcd.pipelines.report.Html.with;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.schemas.Candidate;

/** Small multiples of every training curve: drawn by uPlot, or as plain lines where scripts do not run. */
final class CurveSection {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WIDTH = 360;
    private static final int HEIGHT = 150;

    private CurveSection() {}

    static Html of(List<StageFacts> stages, List<Candidate> candidates) {
        List<Chart> charts = Charts.of(stages, candidates);
        if (charts.isEmpty()) {
            return Section.of("curves", "Training curves", styled("p", "quiet", "No stage left training progress."));
        }
        List<Html> figures = new ArrayList<>();
        for (Chart chart : charts) {
            figures.add(figure(chart));
        }
        return Section.of(
                "curves",
                "Training curves",
                styled(
                        "p",
                        "quiet",
                        "Over thousands of images (kimg). Pale: as measured; strong: moving average. The checkpoint is"
                                + " chosen by the proximal distance alone, which sees no clean image."),
                element("div", is("charts"), Html.join(figures)),
                element("script", with("type", "application/json"), with("id", "chart-data"), json(charts)));
    }

    private static Html figure(Chart chart) {
        return element(
                "figure",
                is("chart"),
                element(
                        "figcaption",
                        element("b", chart.title()),
                        text(" "),
                        styled(
                                "span",
                                "quiet",
                                chart.unit()
                                        + (chart.logarithmic() ? (chart.unit().isEmpty() ? "" : ", ") + "log" : "")),
                        styled("span", "last", chart.headline())),
                element("div", is("plot"), with("role", "img"), with("aria-label", chart.inWords())),
                element("noscript", still(chart)));
    }

    /** The curve without a script. */
    private static Html still(Chart chart) {
        double[] values = chart.smoothed() ? chart.smooth() : chart.values();
        double low = scale(chart, chart.min());
        double span = Math.max(1e-12, scale(chart, chart.max()) - low);
        StringJoiner points = new StringJoiner(" ");
        for (int i = 0; i < values.length; i++) {
            if (Double.isFinite(values[i])) {
                double x = WIDTH * chart.kimg()[i] / Math.max(1e-12, chart.lastKimg());
                double y = HEIGHT - HEIGHT * (scale(chart, values[i]) - low) / span;
                points.add(FormattedNumbers.coordinate(x) + "," + FormattedNumbers.coordinate(y));
            }
        }
        Html line = element("polyline", with("points", points.toString()));
        return element(
                "svg",
                is("still"),
                with("viewBox", "-4 -4 " + (WIDTH + 8) + " " + (HEIGHT + 8)),
                with("role", "img"),
                with("aria-label", chart.inWords()),
                line);
    }

    private static double scale(Chart chart, double value) {
        return chart.logarithmic() ? Math.log(value) : value;
    }

    private static Html json(List<Chart> charts) {
        ArrayNode list = JSON.createArrayNode();
        for (Chart chart : charts) {
            ObjectNode node = list.addObject().put("title", chart.title()).put("log", chart.logarithmic());
            numbers(node.putArray("kimg"), chart.kimg());
            numbers(node.putArray("raw"), chart.values());
            if (chart.smoothed()) {
                numbers(node.putArray("smooth"), chart.smooth());
            }
            ArrayNode marks = node.putArray("marks");
            for (Chart.Mark mark : chart.marks()) {
                marks.addObject()
                        .put("kimg", mark.kimg())
                        .put("label", mark.label())
                        .put("selected", mark.selected());
            }
        }
        try {
            // "<" may not appear inside a script element: it could end it.
            return Html.trusted(JSON.writeValueAsString(list).replace("<", "\\u003c"));
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
