package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.element;
import static org.dcd.pipelines.report.Html.is;
import static org.dcd.pipelines.report.Html.styled;
import static org.dcd.pipelines.report.Html.text;
import static org.dcd.pipelines.report.Section.columnHeader;
import static org.dcd.pipelines.report.Section.rowHeader;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.schemas.ClosedForm;

/** Learned quantities and their closed forms. */
final class ClosedFormSection {
    private ClosedFormSection() {}

    static Html of(List<ClosedForm> forms) {
        if (forms.isEmpty()) {
            return Html.NOTHING;
        }
        List<Html> content = new ArrayList<>();
        List<ClosedForm> numbers =
                forms.stream().filter(form -> form.getLearned().size() == 1).toList();
        content.add(Section.scrolling("Learned quantities and their closed forms", numbers(numbers)));
        forms.stream().filter(form -> form.getLearned().size() > 1).forEach(form -> content.add(matrices(form)));
        return Section.of(
                "theory",
                "Theory",
                styled(
                        "p",
                        "quiet",
                        "Quantities computed from the weights of the generator, without samples, and the closed"
                                + " forms of the paper."),
                Html.join(content));
    }

    private static Html numbers(List<ClosedForm> forms) {
        List<Html> lines = new ArrayList<>();
        for (ClosedForm form : forms) {
            double learned = form.getLearned().get(0);
            double expected = form.getExpected().get(0);
            lines.add(element(
                    "tr",
                    rowHeader(form.getName()),
                    styled("td", "number", FormattedNumbers.figure(learned)),
                    styled("td", "number", FormattedNumbers.figure(expected)),
                    styled("td", "number", difference(learned, expected))));
        }
        return element(
                "table",
                is("theory"),
                element(
                        "thead",
                        element(
                                "tr",
                                columnHeader("quantity"),
                                columnHeader("learned"),
                                columnHeader("closed form"),
                                columnHeader("difference"))),
                element("tbody", Html.join(lines)));
    }

    private static String difference(double learned, double expected) {
        return expected == 0
                ? FormattedNumbers.figure(learned - expected)
                : String.format(Locale.ROOT, "%+.2f %%", 100 * (learned / expected - 1));
    }

    private static Html matrices(ClosedForm form) {
        return Section.expandable(
                form.getName(),
                element(
                        "div",
                        is("matrices"),
                        matrix("learned", form.getLearned(), form.getColumns()),
                        matrix("closed form", form.getExpected(), form.getColumns())));
    }

    private static Html matrix(String title, List<Double> values, int columns) {
        List<Html> lines = new ArrayList<>();
        for (int row = 0; row < values.size() / columns; row++) {
            List<Html> cells = new ArrayList<>();
            for (double value : values.subList(row * columns, (row + 1) * columns)) {
                cells.add(styled("td", "number mono", String.format(Locale.ROOT, "%.3f", value)));
            }
            lines.add(element("tr", Html.join(cells)));
        }
        return element(
                "div",
                element("h3", text(title)),
                Section.scrolling(title, element("table", is("matrix"), element("tbody", Html.join(lines)))));
    }
}
