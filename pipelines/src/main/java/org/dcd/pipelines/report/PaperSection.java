package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.element;
import static org.dcd.pipelines.report.Html.is;
import static org.dcd.pipelines.report.Html.styled;
import static org.dcd.pipelines.report.Html.with;
import static org.dcd.pipelines.report.Section.columnHeader;
import static org.dcd.pipelines.report.Section.rowHeader;

import java.util.List;
import org.dcd.pipelines.result.PaperLine;

/** The paper's numbers for the setting of the experiment, where its file gives them. */
public final class PaperSection {
    private PaperSection() {}

    public static Html of(List<PaperLine> lines) {
        if (lines.isEmpty()) {
            return Html.NOTHING;
        }
        Html head = element(
                "tr",
                columnHeader("row and metric"),
                columnHeader("table"),
                element("th", with("scope", "col"), is("number"), Html.text("paper")),
                element("th", with("scope", "col"), is("number"), Html.text("here")),
                element("th", with("scope", "col"), is("number"), Html.text("difference")));
        return Section.of(
                "paper",
                "Beside the paper",
                Section.scrolling(
                        "The paper's numbers and those of this run",
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
                        "What the paper prints for this setting, for reading alone: no stage knows it. FID and its"
                                + " kind use the features of Inception; a distance on other features is another number."));
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
