package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.element;
import static org.dcd.pipelines.report.Html.is;
import static org.dcd.pipelines.report.Html.with;

/** Building blocks of sections. */
final class Section {
    private Section() {}

    static Html of(String id, String title, Html... content) {
        return element(
                "section",
                with("id", id),
                with("aria-labelledby", id + "-title"),
                element("h2", with("id", id + "-title"), Html.text(title)),
                Html.join(content));
    }

    /** Wide content in a region that scrolls by itself and can be reached by keyboard. */
    static Html scrolling(String label, Html content) {
        return element(
                "div", is("scroll"), with("tabindex", "0"), with("role", "region"), with("aria-label", label), content);
    }

    static Html expandable(String summary, Html content) {
        return element("details", element("summary", summary), content);
    }

    static Html columnHeader(String text) {
        return element("th", with("scope", "col"), Html.text(text));
    }

    static Html rowHeader(String text) {
        return element("th", with("scope", "row"), Html.text(text));
    }
}
