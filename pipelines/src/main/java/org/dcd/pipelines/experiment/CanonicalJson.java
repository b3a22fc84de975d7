package org.dcd.pipelines.experiment;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dcd.transforms.measurement.AssumesNoise;

/**
 * Spec records as JSON, one text for each value: keys in kebab-case and sorted, {@code type} for members of open
 * families, the fewest digits for numbers, no spaces. Enters stage keys, so that a change here makes every stage stale.
 */
public final class CanonicalJson {
    private CanonicalJson() {}

    /** All components, for reports. */
    public static String of(Object record) {
        return json(RecordTree.of(record, false));
    }

    /**
     * Without the components that are {@link org.dcd.transforms.registry.NotInKey}, and those that are
     * {@link org.dcd.transforms.registry.NotInKeyByDefault} and have their default.
     */
    public static String key(Object record) {
        String json = json(RecordTree.of(record, true));
        return record instanceof AssumesNoise spec && spec.awaitsEstimate() ? awaiting(spec, json) : json;
    }

    /**
     * Keys hold a specification whose noise level is yet to be estimated as {@code {"spec":…}}, since the time when it
     * was a record within another.
     */
    private static String awaiting(AssumesNoise spec, String json) {
        TreeMap<String, String> entries = new TreeMap<>(Map.of("spec", json));
        spec.besideInKey().forEach((name, record) -> entries.put(name, key(record)));
        return object(entries);
    }

    private static String json(YamlNode node) {
        if (node instanceof YamlNode.Mapping mapping) {
            TreeMap<String, String> entries = new TreeMap<>();
            mapping.entries().forEach((key, entry) -> entries.put(key, json(entry.value())));
            return object(entries);
        }
        if (node instanceof YamlNode.Sequence sequence) {
            return sequence.items().stream().map(CanonicalJson::json).collect(Collectors.joining(",", "[", "]"));
        }
        YamlNode.Scalar scalar = (YamlNode.Scalar) node;
        return scalar.plain() ? scalar.text() : quote(scalar.text());
    }

    private static String object(SortedMap<String, String> entries) {
        return entries.entrySet().stream()
                .map(entry -> quote(entry.getKey()) + ":" + entry.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    static String quote(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
