package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.element;
import static org.dcd.pipelines.report.Html.is;
import static org.dcd.pipelines.report.Html.styled;
import static org.dcd.pipelines.report.Html.with;
import static org.dcd.pipelines.report.Section.columnHeader;
import static org.dcd.pipelines.report.Section.rowHeader;

import java.util.List;
import org.dcd.pipelines.result.PaperLine;

/** Values of the paper for the setting of the experiment, when the experiment file has them. */
final class PaperSection {
    private PaperSection() {}

    static Html of(List<PaperLine> lines) {
        if (lines.isEmpty()) {
            return Html.NOTHING;
        }
        Html head = element(
                "tr",
                columnHeader("row and metric"),
                columnHeader("table"),
                element("th", with("scope", "col"), is("number"), Html.text("paper")),
                element("th", with("scope", "col"), is("number"), Html.text("this run")),
                element("th", with("scope", "col"), is("number"), Html.text("difference")));
        return Section.of(
                "paper",
                "Comparison with the paper",
                Section.scrolling(
                        "Values of the paper and of this run",
                        element(
                                "table",
                                is("scores"),
                                element("thead", head),
                                element(
                                        "tbody",
                                        Html.join(lines.stream()
                                                .map(PaperSection::line)
                                                .toList())))),
                styled(
                        "p",
                        "legend",
                        "Values of the paper for this setting. No stage uses them. FID and similar metrics use the"
                                + " features"
                                + " of Inception; distances on other features are not comparable."));
    }

    private static Html line(PaperLine line) {
        return element(
                "tr",
                rowHeader(line.cell().name()),
                element("td", Integer.toString(line.cell().table())),
                styled("td", "number", line.cell().figure()),
                styled("td", line.difference().isEmpty() ? "number quiet" : "number", line.here()),
                styled("td", "number", line.difference().isEmpty() ? "–" : line.difference()));
    }
}
