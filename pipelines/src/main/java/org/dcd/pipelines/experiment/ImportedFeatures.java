package org.dcd.pipelines.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dcd.transforms.pretrained.InceptionV3Weights;
import org.dcd.transforms.pretrained.Pretrained;
import org.dcd.transforms.pretrained.WeightsFolder;
import org.dcd.transforms.registry.Registry;

/** {@code scoring.features: inception} without a file of weights takes those that were imported. */
final class ImportedFeatures {
    private static final String SCORING = "scoring";
    private static final String FEATURES = "features";
    private static final String TYPE = "type";
    private static final String INCEPTION = "inception";
    private static final String WEIGHTS = "weights";

    private ImportedFeatures() {}

    /** The experiment with the path of imported weights, where it asks for them. */
    static YamlNode.Mapping beneath(YamlNode.Mapping experiment, WeightsFolder folder) {
        YamlNode.Entry scoring = experiment.entries().get(SCORING);
        if (scoring == null || !(scoring.value() instanceof YamlNode.Mapping settings)) {
            return experiment;
        }
        YamlNode.Entry features = settings.entries().get(FEATURES);
        if (features == null) {
            return experiment;
        }
        Map<String, YamlNode.Entry> keys = keys(features.value());
        if (!isInception(keys) || keys.containsKey(WEIGHTS)) {
            return experiment;
        }
        SourceLocation location = features.value().location();
        keys.put(WEIGHTS, new YamlNode.Entry(location, file(folder, location)));
        return experiment.with(SCORING, settings.with(FEATURES, new YamlNode.Mapping(location, keys)));
    }

    private static Map<String, YamlNode.Entry> keys(YamlNode features) {
        if (features instanceof YamlNode.Mapping mapping) {
            return new LinkedHashMap<>(mapping.entries());
        }
        return new LinkedHashMap<>(Map.of(TYPE, new YamlNode.Entry(features.location(), features)));
    }

    private static boolean isInception(Map<String, YamlNode.Entry> keys) {
        return keys.get(TYPE) != null
                && keys.get(TYPE).value() instanceof YamlNode.Scalar type
                && type.text().equals(INCEPTION);
    }

    private static YamlNode file(WeightsFolder folder, SourceLocation location) {
        Path file = folder.file(Registry.nameOf(new InceptionV3Weights())).toAbsolutePath();
        if (!Files.exists(file)) {
            throw location.error(
                    SCORING + "." + FEATURES + "." + WEIGHTS,
                    "missing, and none were imported; import them once, dcd weights import FILE with "
                            + Pretrained.files(new InceptionV3Weights()) + ", or give the file here");
        }
        return new YamlNode.Scalar(location, file.normalize().toString(), false, 0);
    }
}
