package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.element;
import static org.dcd.pipelines.report.Html.styled;
import static org.dcd.pipelines.report.Section.columnHeader;
import static org.dcd.pipelines.report.Section.rowHeader;

import java.util.List;
import org.dcd.schemas.stage.ProgressLine;

/** The workers of a cluster that ran each stage; empty for runs on one machine. */
final class WorkersSection {
    private static final String LOGS =
            "Find the log of a worker by its name: on the web page of the cluster under Task Managers, or for a"
                    + " cluster on one machine with dcd cluster status.";

    private WorkersSection() {}

    static Html of(List<StageFacts> stages) {
        List<Html> lines = stages.stream()
                .filter(stage -> !workers(stage).isEmpty())
                .map(stage -> element("tr", rowHeader(stage.name()), element("td", String.join(", ", workers(stage)))))
                .toList();
        if (lines.isEmpty()) {
            return Html.join();
        }
        return Section.of(
                "workers",
                "Workers",
                styled("p", "quiet", LOGS),
                Section.scrolling(
                        "Workers",
                        element(
                                "table",
                                element("thead", element("tr", columnHeader("stage"), columnHeader("workers"))),
                                element("tbody", Html.join(lines)))));
    }

    private static List<String> workers(StageFacts stage) {
        return stage.progress().stream()
                .map(ProgressLine::worker)
                .filter(worker -> !worker.isEmpty())
                .distinct()
                .sorted()
                .toList();
    }
}
