package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.element;
import static org.dcd.pipelines.report.Html.styled;
import static org.dcd.pipelines.report.Section.rowHeader;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.schemas.Count;
import org.dcd.transforms.stage.calibrate.CalibrateKind;
import org.dcd.transforms.stage.corrupt.CorruptKind;

/** The noise level estimated from measurements, and the level that the experiment simulates. */
final class NoiseSection {
    private static final ObjectMapper JSON = new ObjectMapper();

    private NoiseSection() {}

    /** Empty when the noise level was not estimated. */
    static Html of(List<StageFacts> stages) {
        return stage(stages, CalibrateKind.NAME)
                .map(calibration -> section(calibration, stage(stages, CorruptKind.NAME)))
                .orElse(Html.NOTHING);
    }

    private static Optional<StageFacts> stage(List<StageFacts> stages, String kind) {
        return stages.stream().filter(stage -> stage.kind().equals(kind)).findFirst();
    }

    private static Html section(StageFacts calibration, Optional<StageFacts> corruption) {
        Map<String, Double> figures = calibration.manifest().getFigures();
        double sigma = figures.get("sigma");
        List<Html> lines = new ArrayList<>();
        lines.add(line("used by all stages", FormattedNumbers.figure(sigma), setting(calibration)));
        lines.add(line(
                "mean of the estimates",
                FormattedNumbers.figure(figures.get("sigma-mean")),
                "of " + Count.of(figures.get("images").longValue(), "measurement")));
        lines.add(line("largest estimate", FormattedNumbers.figure(figures.get("sigma-max")), ""));
        corruption.map(stage -> truth(stage, sigma)).ifPresent(lines::add);
        return Section.of(
                "noise",
                "Noise level",
                styled(
                        "p",
                        "quiet",
                        "Estimated from the pixels of the measurements. All later stages use the estimate instead of"
                                + " the true"
                                + " level."),
                Section.scrolling("Noise level", element("table", element("tbody", Html.join(lines)))));
    }

    private static Html line(String name, String value, String remark) {
        return element("tr", rowHeader(name), styled("td", "number", value), styled("td", "quiet", remark));
    }

    private static String setting(StageFacts calibration) {
        JsonNode level = spec(calibration).path("level");
        double scale = level.path("scale").asDouble(1);
        return "rule " + level.path("rule").asText() + (scale == 1 ? "" : ", times " + FormattedNumbers.figure(scale));
    }

    private static Html truth(StageFacts corruption, double estimate) {
        JsonNode noise = spec(corruption).path("corruption").path("noise");
        String known = "known because the experiment simulates the noise";
        if (noise.path("sigma").isNumber()) {
            double sigma = noise.path("sigma").asDouble();
            double percent = 100 * (estimate / sigma - 1);
            String off = String.format(Locale.ROOT, "%.1f%% too %s", Math.abs(percent), percent < 0 ? "low" : "high");
            return line("true level", FormattedNumbers.figure(sigma), known + "; the estimate is " + off);
        }
        List<String> settings = new ArrayList<>();
        noise.fields()
                .forEachRemaining(field ->
                        settings.add(field.getKey() + " " + field.getValue().asText()));
        return line("true level", String.join(", ", settings), known);
    }

    private static JsonNode spec(StageFacts stage) {
        try {
            return JSON.readTree(stage.manifest().getSpec());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "the manifest of stage " + stage.name() + " has a specification that is not JSON: "
                            + e.getOriginalMessage(),
                    e);
        }
    }
}
