package org.dcd.pipelines.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.pretrained.InceptionV3Weights;
import org.dcd.transforms.pretrained.Pretrained;
import org.dcd.transforms.pretrained.WeightsFolder;
import org.dcd.transforms.registry.Registry;

/**
 * Fills in imported weights where an experiment names no files: {@code scoring.features: inception}, and learned
 * metrics in {@code restoration.metrics}.
 */
final class WeightKeys {
    private static final String WEIGHTS = "weights";
    private static final String METRICS = "metrics";
    private static final String TYPE = "type";

    private WeightKeys() {}

    /** The experiment with the paths of the imported weights that it needs. */
    static YamlNode.Mapping complete(YamlNode.Mapping experiment, WeightsFolder folder) {
        return restoration(scoring(experiment, folder), folder);
    }

    private static YamlNode.Mapping scoring(YamlNode.Mapping experiment, WeightsFolder folder) {
        Optional<YamlNode.Mapping> settings = map(experiment, "scoring");
        Optional<YamlNode> features = settings.flatMap(scoring -> scoring.value("features"));
        if (features.isEmpty()) {
            return experiment;
        }
        Map<String, YamlNode.Entry> keys = keys(features.get());
        if (!isInception(keys) || keys.containsKey(WEIGHTS)) {
            return experiment;
        }
        SourceLocation location = features.get().location();
        String name = Registry.nameOf(new InceptionV3Weights());
        keys.put(WEIGHTS, new YamlNode.Entry(location, file(folder, name, location, "scoring.features.weights")));
        return experiment.with("scoring", settings.get().with("features", new YamlNode.Mapping(location, keys)));
    }

    private static Map<String, YamlNode.Entry> keys(YamlNode features) {
        return new LinkedHashMap<>(
                features instanceof YamlNode.Mapping mapping
                        ? mapping.entries()
                        : Map.of(TYPE, new YamlNode.Entry(features.location(), features)));
    }

    private static boolean isInception(Map<String, YamlNode.Entry> keys) {
        return keys.get(TYPE) != null
                && keys.get(TYPE).value() instanceof YamlNode.Scalar type
                && type.text().equals("inception");
    }

    private static YamlNode.Mapping restoration(YamlNode.Mapping experiment, WeightsFolder folder) {
        Optional<YamlNode.Mapping> settings = map(experiment, "restoration")
                .filter(restoration -> restoration.value(WEIGHTS).isEmpty());
        Optional<YamlNode.Sequence> metrics = settings.flatMap(restoration -> restoration.value(METRICS))
                .filter(YamlNode.Sequence.class::isInstance)
                .map(YamlNode.Sequence.class::cast);
        if (metrics.isEmpty()) {
            return experiment;
        }
        List<YamlNode> files = new ArrayList<>();
        for (YamlNode item : metrics.get().items()) {
            Metric metric = (Metric) Binder.bind(Metric.class, item, "restoration.metrics[]");
            metric.learned().stream()
                    .flatMap(learned -> learned.weights().stream())
                    .forEach(name -> files.add(
                            YamlNode.Mapping.of("path", file(folder, name, item.location(), "restoration.weights"))));
        }
        YamlNode.Sequence weights = new YamlNode.Sequence(metrics.get().location(), files);
        return files.isEmpty()
                ? experiment
                : experiment.with("restoration", settings.get().with(WEIGHTS, weights));
    }

    private static Optional<YamlNode.Mapping> map(YamlNode.Mapping experiment, String key) {
        return experiment.value(key).filter(YamlNode.Mapping.class::isInstance).map(YamlNode.Mapping.class::cast);
    }

    /**
     * The path of imported weights.
     *
     * @param name registered name of the weights
     * @param key key of the path, for the message
     */
    private static YamlNode file(WeightsFolder folder, String name, SourceLocation location, String key) {
        Path file = folder.file(name).toAbsolutePath();
        if (!Files.exists(file)) {
            throw location.error(
                    key,
                    "missing, and no " + name + " weights are imported; import them once with dcd weights import FILE,"
                            + " where FILE is " + Pretrained.files(Pretrained.kind(name)) + ", or give the file here");
        }
        return new YamlNode.Scalar(location, file.normalize().toString(), false, 0);
    }
}
