package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.element;
import static org.dcd.pipelines.report.Html.is;
import static org.dcd.pipelines.report.Html.styled;
import static org.dcd.pipelines.report.Html.text;
import static org.dcd.pipelines.report.Html.with;
import static org.dcd.pipelines.report.Section.columnHeader;
import static org.dcd.pipelines.report.Section.rowHeader;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.schemas.ModelArtifact;

/** Sections with details of the run: notes, models, experiment, environment, keys. */
final class DetailSections {
    private DetailSections() {}

    static Html notes(ReportData data) {
        Stream<Html> warnings = data.warnings().stream().map(warning -> note("plan", warning, true));
        Stream<Html> notes = data.stages().stream().flatMap(stage -> stage.manifest().getNotes().stream()
                .map(note -> note(stage.name(), note, TrainingCurves.isRollback(note))));
        List<Html> items = Stream.concat(warnings, notes).toList();
        return Section.of(
                "notes",
                "Notes of the plan and the stages",
                items.isEmpty()
                        ? styled("p", "quiet", "No warnings and no notes, such as rollbacks.")
                        : element("ul", is("notes"), Html.join(items)));
    }

    private static Html note(String of, String note, boolean warning) {
        return element("li", is(warning ? "warning" : "note"), element("b", of), text(" "), text(note));
    }

    static Html experiment(String yaml) {
        return Section.of(
                "experiment",
                "Resolved experiment",
                Section.expandable("All settings, including defaults", element("pre", element("code", yaml))));
    }

    static Html models(List<StageFacts> stages) {
        List<Html> lines = stages.stream()
                .flatMap(stage -> stage.manifest().getModels().stream().map(model -> model(stage, model)))
                .toList();
        if (lines.isEmpty()) {
            return Section.of("models", "Models", styled("p", "quiet", "No stage has written a model."));
        }
        return Section.of(
                "models",
                "Models",
                table("Models", List.of("stage", "model", "file", "input", "parameters", "MACs per image"), lines));
    }

    private static Html model(StageFacts stage, ModelArtifact model) {
        String shape = model.getInputShape().stream().map(String::valueOf).collect(Collectors.joining("×"));
        return element(
                "tr",
                rowHeader(stage.name()),
                element("td", model.getName()),
                styled("td", "mono", model.getPath()),
                element("td", shape),
                styled("td", "number", FormattedNumbers.count(model.getParameters())),
                styled("td", "number", FormattedNumbers.large(model.getMacsPerImage())));
    }

    static Html environment(List<StageFacts> stages) {
        Map<String, SortedSet<String>> values = new TreeMap<>();
        for (StageFacts stage : stages) {
            stage.manifest().getEnvironment().forEach((name, value) -> values.computeIfAbsent(
                            name, any -> new TreeSet<>())
                    .add(value));
        }
        List<Html> lines = new ArrayList<>();
        values.forEach(
                (name, set) -> lines.add(element("div", element("dt", name), element("dd", String.join("; ", set)))));
        return Section.of(
                "environment",
                "Versions and hardware",
                lines.isEmpty() ? styled("p", "quiet", "Not recorded.") : element("dl", is("facts"), Html.join(lines)));
    }

    static Html keys(List<StageFacts> stages) {
        List<Html> lines = stages.stream()
                .map(stage -> element(
                        "tr",
                        rowHeader(stage.name()),
                        element("td", reuse(stage.reuse())),
                        styled(
                                "td",
                                "number",
                                FormattedNumbers.duration(stage.manifest().getSeconds())),
                        styled("td", "mono", stage.manifest().getKey()),
                        styled(
                                "td",
                                "wrap",
                                stage.manifest().getInputs().stream()
                                        .map(input -> input.getName())
                                        .distinct()
                                        .collect(Collectors.joining(", "))),
                        styled("td", "quiet", stage.manifest().getStarted().replaceAll("\\.\\d+Z$", "Z"))))
                .toList();
        return Section.of(
                "keys",
                "Stages and keys",
                Section.expandable(
                        "Keys: the same key means the same bytes",
                        table("Stages", List.of("stage", "this run", "duration", "key", "inputs", "started"), lines)));
    }

    private static String reuse(StageFacts.Reuse reuse) {
        return switch (reuse) {
            case RUN -> "computed";
            case CACHED -> "cached";
            case UNKNOWN -> "–";
        };
    }

    private static Html table(String label, List<String> columns, List<Html> lines) {
        Html header = Html.join(columns.stream()
                .map(column ->
                        Stream.of("parameters", "MACs per image", "duration").anyMatch(column::equals)
                                ? element("th", with("scope", "col"), is("number"), text(column))
                                : columnHeader(column))
                .toList());
        return Section.scrolling(
                label, element("table", element("thead", element("tr", header)), element("tbody", Html.join(lines))));
    }
}
