package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.element;
import static org.dcd.pipelines.report.Html.is;
import static org.dcd.pipelines.report.Html.styled;
import static org.dcd.pipelines.report.Html.text;
import static org.dcd.pipelines.report.Html.with;
import static org.dcd.pipelines.report.Section.columnHeader;
import static org.dcd.pipelines.report.Section.rowHeader;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dcd.pipelines.result.ExpectationResult;
import org.dcd.pipelines.result.Expectations;
import org.dcd.pipelines.result.PaperLine;
import org.dcd.pipelines.result.PointRun;
import org.dcd.schemas.Count;
import org.dcd.transforms.metric.ScoreNames;

/**
 * A page for a whole sweep: curves over its axis, a table for each metric as papers print it, and the way to the report
 * of every point. One HTML file that loads nothing.
 *
 * @param axes the keys that the sweep varies
 * @param points finished ones, in order
 * @param trends what is expected of the points together
 * @param missing labels of points that are not finished
 */
public record SweepReport(
        String experiment,
        List<String> axes,
        List<Point> points,
        List<ExpectationResult> trends,
        List<String> missing) {
    private static final String CLEAN_DATA_MARK = "◆";

    /** @param link address of its report, as seen from the page; empty where there is none */
    public record Point(PointRun run, String link) {}

    public SweepReport {
        axes = List.copyOf(axes);
        points = List.copyOf(points);
        trends = List.copyOf(trends);
        missing = List.copyOf(missing);
    }

    public String html() {
        List<SweepTable> tables = SweepTable.of(points.stream().map(Point::run).toList());
        List<Html> body = new ArrayList<>(List.of(summary()));
        SweepAxis.of(tables).ifPresent(axis -> body.add(curves(axis, tables)));
        body.add(tables(tables));
        if (!trends.isEmpty()) {
            body.add(Section.of("trends", "Expected of the points together", expectations(trends)));
        }
        body.add(reports());
        body.add(styled(
                "footer",
                "quiet",
                "Written by DCD. This file loads nothing; its links lead to the reports of"
                        + " the points, where they lie beside it."));
        return Report.page(experiment + " · DCD sweep", Html.join(body));
    }

    private Html summary() {
        List<ExpectationResult> all = Stream.concat(
                        points.stream().flatMap(point -> results(point).stream()), trends.stream())
                .toList();
        long failed = all.stream().filter(result -> !result.passed()).count();
        long expected = all.size();
        String verdict = expected == 0
                ? "nothing expected"
                : failed == 0
                        ? (expected == 1
                                ? "the expectation holds"
                                : "all " + Count.of(expected, "expectation") + " hold")
                        : failed + " of " + Count.of(expected, "expectation") + " fail";
        return Html.join(
                styled("p", "eyebrow", "DCD sweep"),
                element("h1", experiment),
                styled("p", (expected == 0 ? "none" : failed == 0 ? "pass" : "fail") + " verdict", verdict),
                styled(
                        "p",
                        "lead",
                        points.size() + (points.size() == 1 ? " point" : " points") + " over " + String.join(", ", axes)
                                + (missing.isEmpty() ? "." : ", and " + missing.size() + " not finished.")));
    }

    private static Html curves(SweepAxis axis, List<SweepTable> tables) {
        List<Chart> charts = tables.stream()
                .map(table -> SweepCurves.of(axis, table))
                .filter(curves -> !curves.curves().isEmpty())
                .map(SweepCurves::chart)
                .toList();
        return Section.of(
                "curves",
                "Curves",
                styled(
                        "p",
                        "quiet",
                        "One curve for each method; bars are a standard deviation over seeds of one contract."
                                + " Where contracts differ along the axis, points are not joined."),
                Chart.figures("charts sweeps", charts));
    }

    private static Html tables(List<SweepTable> tables) {
        List<Html> parts = new ArrayList<>();
        for (SweepTable table : tables) {
            parts.add(element("h3", caption(table)));
            parts.add(Section.scrolling(table.metric() + " by method and setting", table(table)));
        }
        boolean paper = tables.stream()
                .flatMap(table -> table.columns().stream())
                .flatMap(column -> column.cells().values().stream())
                .anyMatch(cell -> cell.paper().isPresent());
        parts.add(styled(
                "p",
                "legend",
                "Mean ± standard deviation over seeds (divisor n - 1). Numbers stand in one column only if they have one"
                        + " contract. " + CLEAN_DATA_MARK + " uses clean images, to judge and never to choose."
                        + (paper ? " Beneath: what the paper prints for the setting, and ours less that." : "")));
        return Section.of("tables", "Scores", Html.join(parts));
    }

    private static String caption(SweepTable table) {
        return table.metric() + (ScoreNames.isHigherBetter(table.metric()) ? " ↑" : "")
                + (table.usesCleanData() ? " " + CLEAN_DATA_MARK : "")
                + (table.comparesAcross()
                        ? ", contract " + table.columns().get(0).contract().getName()
                        : ", contracts differ: compare within a column, not across")
                + ", " + (table.seeds().size() == 1 ? "seed " : "seeds ")
                + String.join(", ", table.seeds().stream().map(String::valueOf).toList());
    }

    private static Html table(SweepTable table) {
        List<Html> header = new ArrayList<>(List.of(columnHeader("method")));
        for (SweepTable.Column column : table.columns()) {
            String contract =
                    table.comparesAcross() ? "" : " " + column.contract().getName();
            header.add(element("th", with("scope", "col"), is("number"), text((column.label() + contract).strip())));
        }
        List<Html> lines = new ArrayList<>();
        for (String row : table.rows()) {
            List<Html> cells = new ArrayList<>(List.of(rowHeader(row)));
            table.columns()
                    .forEach(column ->
                            cells.add(cell(Optional.ofNullable(column.cells().get(row)))));
            lines.add(element("tr", is("row-" + row), Html.join(cells)));
        }
        return element(
                "table",
                is("scores"),
                element("thead", element("tr", Html.join(header))),
                element("tbody", Html.join(lines)));
    }

    private static Html cell(Optional<SweepTable.Cell> cell) {
        if (cell.isEmpty()) {
            return styled("td", "number quiet", "–");
        }
        String beside = cell.get().beside();
        return element(
                "td",
                is("number"),
                styled("span", "value", cell.get().text()),
                beside.isEmpty() ? Html.NOTHING : styled("span", "value quiet", beside));
    }

    private Html reports() {
        List<Html> lines = new ArrayList<>();
        for (Point point : points) {
            List<Html> cells = new ArrayList<>(List.of(element(
                    "th",
                    with("scope", "row"),
                    point.link().isEmpty()
                            ? text(point.run().label())
                            : element(
                                    "a",
                                    with("href", point.link()),
                                    text(point.run().label())))));
            cells.add(element("td", is("wrap"), expectations(results(point))));
            cells.add(element("td", is("wrap"), papers(point)));
            lines.add(element("tr", Html.join(cells)));
        }
        missing.forEach(label -> lines.add(
                element("tr", rowHeader(label), element("td", is("quiet"), with("colspan", 2), text("not finished")))));
        Html head = element("tr", columnHeader("point"), columnHeader("expectations"), columnHeader("the paper"));
        return Section.of(
                "points",
                "Points and their reports",
                Section.scrolling(
                        "Points with their reports",
                        element("table", element("thead", head), element("tbody", Html.join(lines)))));
    }

    private static List<ExpectationResult> results(Point point) {
        return Expectations.check(point.run().experiment().expect(), point.run().scores());
    }

    private static Html expectations(List<ExpectationResult> results) {
        List<Html> lines = results.stream()
                .map(result -> element(
                        "div",
                        is(result.passed() ? "pass" : "fail"),
                        styled("span", "badge", result.passed() ? "pass" : "FAIL"),
                        text(" "),
                        element("code", result.text()),
                        styled("span", "quiet", " " + result.detail())))
                .toList();
        return lines.isEmpty() ? styled("span", "quiet", "none") : Html.join(lines);
    }

    private static Html papers(Point point) {
        List<Html> lines = PaperLine.of(
                        point.run().experiment().paper(), point.run().scores())
                .stream()
                .map(line -> element(
                        "div",
                        text("table " + line.cell().table() + ", " + line.cell().name() + " "
                                + line.cell().figure() + ": "),
                        styled(
                                "span",
                                line.difference().isEmpty() ? "quiet" : "value-inline",
                                line.here() + (line.difference().isEmpty() ? "" : ", " + line.difference()))))
                .toList();
        return lines.isEmpty() ? styled("span", "quiet", "–") : Html.join(lines);
    }
}
