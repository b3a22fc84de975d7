package org.dcd.pipelines.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.metric.Metric;

/** Reads metrics from an option of the command line, in the syntax of experiment files. */
public final class MetricList {
    private MetricList() {}

    /**
     * Reads {@code psnr,ssim} or {@code fd, {type: kd, subset-size: 100}}.
     *
     * @param option name of the option, for messages
     * @param text value of the option
     * @throws BadInputException for any other text
     */
    public static List<Metric> parse(String option, String text) {
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
}
