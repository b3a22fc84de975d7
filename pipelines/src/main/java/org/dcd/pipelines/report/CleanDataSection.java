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
 * Which stages have seen clean images and how. It is found anew from what the manifests of the finished stages say they
 * have read, not taken from the plan.
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
                        "Every stage that must not see clean images, and every stage that has",
                        Section.scrolling(
                                "Clean data",
                                element(
                                        "table",
                                        element(
                                                "thead",
                                                element(
                                                        "tr",
                                                        columnHeader("stage"),
                                                        columnHeader("may see clean images"),
                                                        columnHeader("has seen them by"))),
                                        element("tbody", Html.join(lines))))));
    }

    private static String verdict(CleanFlow flow) {
        return flow.breach()
                .map(step -> "Clean images have reached " + step.name() + ", which must not see any: this run proves"
                        + " nothing.")
                .orElse("No clean image has reached training, selection or restoration: each of them has read"
                        + " measurements only, as the inputs of the finished stages show. Clean images took part in oracle"
                        + " scores, which are marked.");
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
