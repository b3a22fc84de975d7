package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.element;
import static org.dcd.pipelines.report.Html.is;
import static org.dcd.pipelines.report.Html.styled;
import static org.dcd.pipelines.report.Html.text;
import static org.dcd.pipelines.report.Html.with;
import static org.dcd.pipelines.report.Section.columnHeader;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.dcd.pipelines.result.RestoredScores;
import org.dcd.pipelines.result.ScoreTable;
import org.dcd.schemas.Count;
import org.dcd.schemas.Score;

/** Held-out images restored from measurements of them: one line for each method, and images side by side. */
final class RestorationSection {
    private RestorationSection() {}

    /** Nothing where nothing was restored. */
    static Html of(ReportData data) {
        List<Score> scores = RestoredScores.of(data.scores());
        if (scores.isEmpty()) {
            return Html.NOTHING;
        }
        List<ScoreTable> tables = ScoreTable.byContract(scores);
        return Section.of(
                "restoration",
                "Restoration",
                styled(
                        "p",
                        "quiet",
                        "Held-out images, measured as the data are and restored from the measurements alone. The"
                                + " observation is the measurement as an image. NFE counts forward passes an image."),
                Section.scrolling("Scores of restored images", ScoreSection.table(scores, tables, data.seed())),
                element(
                        "p",
                        is("legend"),
                        styled("span", "oracle", ScoreSection.CLEAN_DATA_MARK),
                        text(" oracle: scored against the clean images, which no method has seen. ± is the deviation"
                                + " over images.")),
                images(data.restored()),
                ScoreSection.contracts(tables));
    }

    /** One column for each method, one line for each image. */
    private static Html images(List<ImageRow> columns) {
        if (columns.isEmpty()) {
            return Html.NOTHING;
        }
        int shown = columns.stream()
                .mapToInt(column -> column.pixels().size())
                .min()
                .orElse(0);
        List<Html> heads = new ArrayList<>();
        List<Html> strips = new ArrayList<>();
        for (ImageRow column : columns) {
            heads.add(columnHeader(column.id()));
            String url = "data:image/png;base64,"
                    + Base64.getEncoder()
                            .encodeToString(Png.grid(column.pixels().subList(0, shown), column.shape(), 1));
            String alt = "the first " + Count.of(shown, "image") + ": " + column.caption();
            strips.add(element("td", element("img", with("alt", alt), with("src", url))));
        }
        return Section.scrolling(
                "Restored images side by side",
                element(
                        "table",
                        is("strips"),
                        element("thead", element("tr", Html.join(heads))),
                        element("tbody", element("tr", Html.join(strips)))));
    }
}
