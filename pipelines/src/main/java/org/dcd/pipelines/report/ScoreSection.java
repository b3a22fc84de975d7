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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.pipelines.result.ScoreCell;
import org.dcd.pipelines.result.ScoreTable;
import org.dcd.schemas.Contract;
import org.dcd.schemas.Count;
import org.dcd.schemas.Score;
import org.dcd.transforms.metric.ScoreNames;

/** Scores of all rows, with one group of columns per protocol. */
final class ScoreSection {
    /** Marks scores with a clean reference. */
    static final String CLEAN_REFERENCE = "◆";

    private ScoreSection() {}

    static Html of(ReportData data) {
        List<Score> scores = ScoreTable.withoutRestoredImages(data.scores());
        if (scores.isEmpty()) {
            return Section.of("scores", "Scores", styled("p", "quiet", "No scores."));
        }
        List<ScoreTable> tables = ScoreTable.byContract(scores);
        return Section.of(
                "scores",
                "Scores",
                Section.scrolling("Scores of every row", table(scores, tables, data.seed())),
                element(
                        "p",
                        is("legend"),
                        styled("span", "oracle", CLEAN_REFERENCE),
                        text(" compared with clean images; never used for training or selection."
                                + " Lower is better, except in columns with ↑. " + spread(data)
                                + " Columns with different protocols cannot be compared.")),
                protocols(tables));
    }

    static Html protocols(List<ScoreTable> tables) {
        List<Html> protocols = tables.stream().map(table -> protocol(table)).toList();
        return Section.expandable("Protocols of these scores", element("div", is("contracts"), Html.join(protocols)));
    }

    /** A table of scores, with one group of columns per protocol. */
    static Html table(List<Score> scores, List<ScoreTable> tables, long seed) {
        List<Html> groups = new ArrayList<>(List.of(element("td", text(""))));
        List<Html> metrics = new ArrayList<>(List.of(columnHeader("row")));
        for (ScoreTable table : tables) {
            groups.add(element(
                    "th",
                    with("scope", "colgroup"),
                    with("colspan", table.metrics().size()),
                    text(table.contract().getName())));
            for (String metric : table.metrics()) {
                metrics.add(element(
                        "th",
                        with("scope", "col"),
                        is("number"),
                        text(metric + (ScoreNames.isHigherBetter(metric) ? " ↑" : "")),
                        table.usesCleanData() ? cleanReferenceMark() : Html.NOTHING));
            }
        }
        groups.add(element("td", with("colspan", 2), text("")));
        metrics.add(element("th", with("scope", "col"), is("number"), text("images")));
        metrics.add(element("th", with("scope", "col"), is("number"), text("NFE")));
        List<Html> lines = new ArrayList<>();
        for (String row : ScoreTable.rowsOf(scores)) {
            lines.add(line(scores, tables, row, seed));
        }
        return element(
                "table",
                is("scores"),
                element("thead", element("tr", Html.join(groups)), element("tr", Html.join(metrics))),
                element("tbody", Html.join(lines)));
    }

    private static Html line(List<Score> scores, List<ScoreTable> tables, String row, long seed) {
        List<Html> cells = new ArrayList<>(List.of(rowHeader(row)));
        for (ScoreTable table : tables) {
            for (String metric : table.metrics()) {
                cells.add(cell(table, row, metric, seed));
            }
        }
        Score any = scores.stream()
                .filter(score -> score.getRow().equals(row))
                .findFirst()
                .orElseThrow();
        cells.add(styled("td", "number quiet", FormattedNumbers.count(any.getCount())));
        cells.add(styled("td", "number quiet", any.getNfe() == 0 ? "–" : Integer.toString(any.getNfe())));
        return element("tr", is("row-" + row), Html.join(cells));
    }

    private static Html cell(ScoreTable table, String row, String metric, long seed) {
        Optional<ScoreCell> cell = table.cell(row, metric, seed);
        if (cell.isEmpty()) {
            return styled("td", "number quiet", "–");
        }
        double most = table.rows().stream()
                .flatMap(other -> table.cell(other, metric, seed).stream())
                .mapToDouble(ScoreCell::mean)
                .max()
                .orElse(0);
        double share = most > 0 ? Math.max(0, 100 * cell.get().mean() / most) : 0;
        return element(
                "td",
                is("number"),
                element(
                        "span",
                        is("value"),
                        with("title", cell.get().spreadInWords()),
                        text(cell.get().text())),
                element("span", is("bar"), with("style", "--share:" + FormattedNumbers.coordinate(share) + "%")));
    }

    /** Explains the deviations. */
    private static String spread(ReportData data) {
        int sets = data.scores().stream()
                .mapToInt(score -> score.getSampleSet() + 1)
                .max()
                .orElse(1);
        return (sets > 1
                        ? "Scores of samples are means over " + Count.of(sets, "set") + " of samples, ± standard"
                                + " deviation."
                        : "± is the standard deviation over subsets or splits, for metrics that have them.")
                + " There is one seed (" + data.seed() + "), so the variation between trainings is unknown.";
    }

    private static Html cleanReferenceMark() {
        return element("span", is("oracle"), with("title", "clean reference"), text(" " + CLEAN_REFERENCE));
    }

    private static Html protocol(ScoreTable table) {
        Contract contract = table.contract();
        List<Html> lines = new ArrayList<>();
        terms(table)
                .forEach((term, value) -> lines.add(element(
                        "div",
                        element("dt", term),
                        styled("dd", term.equals("extractor sha256") ? "mono" : "", value))));
        return element("div", is("contract"), element("h3", contract.getName()), element("dl", Html.join(lines)));
    }

    private static Map<String, String> terms(ScoreTable table) {
        Contract contract = table.contract();
        Map<String, String> terms = new TreeMap<>();
        terms.put("metrics", String.join(", ", table.metrics()));
        terms.put("clean reference", table.usesCleanData() ? "yes" : "no, measurements only");
        terms.put("extractor", contract.getExtractor() + ", " + Count.of(contract.getFeatureDimension(), "feature"));
        terms.put("extractor sha256", contract.getExtractorSha256());
        terms.put("resize", contract.getResize());
        terms.put("quantiser", contract.getQuantiser());
        if (!contract.getDivisor().equals("none")) {
            terms.put("covariance divisor", contract.getDivisor());
        }
        if (!contract.getEstimator().isEmpty()) {
            terms.put("estimator", contract.getEstimator());
        }
        terms.put("reference", contract.getReference() + " (" + Count.of(contract.getReferenceCount(), "image") + ")");
        terms.put("data range", contract.getDataRange().toString());
        terms.put("corruption of the row", contract.getCorruption());
        return terms;
    }
}
