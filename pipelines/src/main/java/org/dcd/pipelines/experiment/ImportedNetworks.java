package org.dcd.pipelines.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.pretrained.Pretrained;
import org.dcd.transforms.pretrained.WeightsFolder;

/**
 * Learned metrics in {@code restoration.metrics} take imported weights where {@code restoration.weights} names no
 * files.
 */
final class ImportedNetworks {
    private static final String RESTORATION = "restoration";
    private static final String METRICS = "metrics";
    private static final String WEIGHTS = "weights";

    private ImportedNetworks() {}

    /** The experiment with the paths of imported weights, where it asks for them. */
    static YamlNode.Mapping beneath(YamlNode.Mapping experiment, WeightsFolder folder) {
        Optional<YamlNode.Mapping> settings = experiment
                .value(RESTORATION)
                .filter(YamlNode.Mapping.class::isInstance)
                .map(YamlNode.Mapping.class::cast)
                .filter(restoration -> restoration.value(WEIGHTS).isEmpty());
        Optional<YamlNode.Sequence> metrics = settings.flatMap(restoration -> restoration.value(METRICS))
                .filter(YamlNode.Sequence.class::isInstance)
                .map(YamlNode.Sequence.class::cast);
        if (metrics.isEmpty()) {
            return experiment;
        }
        List<YamlNode> files = new ArrayList<>();
        for (YamlNode item : metrics.get().items()) {
            Metric metric = (Metric) Binder.bind(Metric.class, item, RESTORATION + "." + METRICS + "[]");
            metric.learned().stream()
                    .flatMap(learned -> learned.weights().stream())
                    .forEach(name -> files.add(file(folder, name, item.location())));
        }
        return files.isEmpty()
                ? experiment
                : experiment.with(
                        RESTORATION,
                        settings.get()
                                .with(
                                        WEIGHTS,
                                        new YamlNode.Sequence(metrics.get().location(), files)));
    }

    private static YamlNode file(WeightsFolder folder, String name, SourceLocation location) {
        Path file = folder.file(name).toAbsolutePath();
        if (!Files.exists(file)) {
            throw location.error(
                    RESTORATION + "." + WEIGHTS,
                    "missing, and no " + name + " was imported; import it once, dcd weights import FILE with "
                            + Pretrained.files(Pretrained.kind(name)) + ", or give the file here");
        }
        return YamlNode.Mapping.of(
                "path", new YamlNode.Scalar(location, file.normalize().toString(), false, 0));
    }
}
