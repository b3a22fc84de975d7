package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.element;
import static org.dcd.pipelines.report.Html.is;
import static org.dcd.pipelines.report.Html.styled;
import static org.dcd.pipelines.report.Html.text;
import static org.dcd.pipelines.report.Section.columnHeader;
import static org.dcd.pipelines.report.Section.rowHeader;

import java.util.ArrayList;
import java.util.List;
import org.dcd.pipelines.lineage.CleanFlow;
import org.dcd.schemas.InputRef;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.stage.StageId;
import org.dcd.transforms.stage.CleanData;

/**
 * The clean-data check: which stages have read clean images, directly or through other stages. It uses the inputs in
 * the manifests of the finished stages, not the plan.
 */
final class CleanDataSection {
    private CleanDataSection() {}

    static Html of(List<StageFacts> stages) {
        CleanFlow flow = new CleanFlow(stages.stream()
                .map(stage -> step(stage.manifest()))
                .filter(step -> !step.id().kind().equals(ReportKind.NAME))
                .toList());
        List<Html> lines = new ArrayList<>();
        flow.steps().stream()
                .filter(step -> step.blind() || flow.path(step).isPresent())
                .forEach(step -> lines.add(line(step, flow)));
        if (flow.steps().stream().noneMatch(step -> step.cleanData() == CleanData.ENTERS)) {
            return Html.NOTHING;
        }
        return Section.of(
                "firewall",
                "Clean data",
                element("p", is(flow.breach().isPresent() ? "warning" : "quiet"), text(verdict(flow))),
                Section.expandable(
                        "Stages that must not read clean images, and stages that have",
                        Section.scrolling(
                                "Clean data",
                                element(
                                        "table",
                                        element(
                                                "thead",
                                                element(
                                                        "tr",
                                                        columnHeader("stage"),
                                                        columnHeader("may read clean images"),
                                                        columnHeader("path of clean images"))),
                                        element("tbody", Html.join(lines))))));
    }

    private static String verdict(CleanFlow flow) {
        return flow.breach()
                .map(step -> "Clean images have reached the stage " + step.name() + ", which must not read any. The"
                        + " results of"
                        + " this run are invalid.")
                .orElse("No clean image has reached training, selection or restoration: according to the inputs of the"
                        + " finished stages, they have read measurements only. Clean images were used only in scores"
                        + " with a"
                        + " clean reference, which are marked.");
    }

    private static Html line(CleanFlow.Step step, CleanFlow flow) {
        return element(
                "tr",
                rowHeader(step.name()),
                element("td", step.blind() ? "no" : "yes"),
                styled("td", "wrap", flow.path(step).orElse("–").replace("->", "→")));
    }

    private static CleanFlow.Step step(Manifest manifest) {
        return CleanFlow.Step.of(
                new StageId(manifest.getKind(), manifest.getKey()),
                manifest.getName(),
                manifest.getInputs().stream().map(InputRef::getKey).toList(),
                manifest::getSpec);
    }
}
