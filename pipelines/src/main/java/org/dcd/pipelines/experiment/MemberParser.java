package org.dcd.pipelines.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.metric.Metric;

/** Reads members of open families from options of the command line, in the syntax of experiment files. */
public final class MemberParser {
    private MemberParser() {}

    /**
     * Reads {@code dps} or {@code {type: dps, steps: 100}}.
     *
     * @param family the interface of the family
     * @param option name of the option, for messages
     * @param text value of the option
     * @param more values of further keys as text; they override those of {@code text}
     * @throws BadInputException for any other text
     */
    public static <F> F parse(Class<F> family, String option, String text, Map<String, String> more) {
        SourceLocation location = new SourceLocation(option, 0, 0, Path.of(""));
        YamlNode node = parse(text, location);
        if (!more.isEmpty() && node instanceof YamlNode.Scalar word) {
            node = new YamlNode.Mapping(location, Map.of("type", new YamlNode.Entry(location, word)));
        }
        if (!more.isEmpty() && node instanceof YamlNode.Mapping mapping) {
            Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
            more.forEach((key, value) -> {
                SourceLocation given = new SourceLocation("--" + key, 0, 0, Path.of(""));
                entries.put(key, new YamlNode.Entry(given, parse(value, given)));
            });
            node = mapping.overlaid(new YamlNode.Mapping(location, entries));
        }
        return family.cast(Binder.bind(family, node, ""));
    }

    /**
     * Reads {@code psnr,ssim} or {@code fd, {type: kd, subset-size: 100}}.
     *
     * @param option name of the option, for messages
     * @param text value of the option
     * @throws BadInputException for any other text
     */
    public static List<Metric> metrics(String option, String text) {
        SourceLocation location = new SourceLocation(option, 0, 0, Path.of(""));
        YamlNode list = YamlParser.parse("[" + text + "]", location)
                .orElseThrow(() -> location.error("", "needs metrics such as fd,kd"));
        if (!(list instanceof YamlNode.Sequence sequence) || sequence.items().isEmpty()) {
            throw location.error("", "needs metrics such as fd,kd");
        }
        List<Metric> metrics = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            metrics.add((Metric) Binder.bind(Metric.class, item, "metric " + (metrics.size() + 1)));
        }
        return metrics;
    }

    private static YamlNode parse(String text, SourceLocation location) {
        return YamlParser.parse(text, location).orElseThrow(() -> location.error("", "has no value"));
    }
}
