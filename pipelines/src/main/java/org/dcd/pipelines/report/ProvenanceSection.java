package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.element;
import static org.dcd.pipelines.report.Html.is;
import static org.dcd.pipelines.report.Html.styled;
import static org.dcd.pipelines.report.Section.rowHeader;

import java.util.List;
import java.util.stream.Collectors;
import org.dcd.pipelines.experiment.ExternalInput;

/** Provenance of the run: version and commit of DCD, run record, external files and their hashes. */
final class ProvenanceSection {
    private ProvenanceSection() {}

    static Html of(ReportData data) {
        Html facts = element(
                "dl",
                is("facts"),
                fact("version of DCD", values(data.stages(), "dcd")),
                fact("commit of DCD", values(data.stages(), "dcd-commit")),
                fact("seed", Long.toString(data.seed())),
                fact("run record", "runs/" + data.record() + ".json"),
                fact("command to reproduce", "dcd reproduce " + data.record()));
        return Section.of("provenance", "Provenance", Html.join(facts, files(data.files())));
    }

    private static Html fact(String name, String value) {
        return element("div", element("dt", name), element("dd", value));
    }

    private static String values(List<StageFacts> stages, String name) {
        String values = stages.stream()
                .map(stage -> stage.manifest().getEnvironment().getOrDefault(name, "not recorded"))
                .distinct()
                .sorted()
                .collect(Collectors.joining("; "));
        return values.isEmpty() ? "not recorded" : values;
    }

    private static Html files(List<ExternalInput> files) {
        if (files.isEmpty()) {
            return styled("p", "quiet", "No external files: the data are generated.");
        }
        List<Html> lines = files.stream()
                .map(input -> element(
                        "tr",
                        rowHeader(input.key()),
                        styled("td", "wrap", String.join(", ", input.files())),
                        styled("td", "mono", input.sha256())))
                .toList();
        Html header = Html.join(List.of("key", "files", "SHA-256").stream()
                .map(Section::columnHeader)
                .toList());
        return Section.scrolling(
                "External files",
                element("table", element("thead", element("tr", header)), element("tbody", Html.join(lines))));
    }
}
