package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.element;
import static org.dcd.pipelines.report.Html.is;
import static org.dcd.pipelines.report.Html.styled;

import java.util.List;
import org.dcd.pipelines.result.ExpectationResult;

/** Results of the expectations. */
final class ExpectationSection {
    private ExpectationSection() {}

    static Html of(List<ExpectationResult> expectations) {
        if (expectations.isEmpty()) {
            return Section.of(
                    "expectations", "Expectations", styled("p", "quiet", "The experiment has no expectations."));
        }
        List<Html> items = expectations.stream().map(ExpectationSection::item).toList();
        return Section.of("expectations", "Expectations", element("ul", is("expectations"), Html.join(items)));
    }

    private static Html item(ExpectationResult expectation) {
        return element(
                "li",
                is(expectation.passed() ? "pass" : "fail"),
                styled("span", "badge", expectation.passed() ? "✓ pass" : "✗ fail"),
                element("code", expectation.text()),
                styled("span", "quiet mono", expectation.detail()));
    }
}
