package org.dcd.pipelines.experiment;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dcd.transforms.measurement.NoiseDependentSpec;

/**
 * Canonical JSON of spec records: equal records have equal text. Keys are in kebab-case and sorted, members of open
 * families have a key {@code type}, numbers have the fewest digits, and there are no spaces. Stage keys contain this
 * text, so a change here changes every stage key.
 */
public final class CanonicalJson {
    private CanonicalJson() {}

    /** The JSON of a record with all components. */
    public static String of(Object record) {
        return json(RecordTree.of(record, false));
    }

    /**
     * The JSON of a record for stage keys, without components that are {@link org.dcd.transforms.registry.NotInKey} and
     * without {@link org.dcd.transforms.registry.NotInKeyByDefault} components that have their default.
     */
    public static String key(Object record) {
        String json = json(RecordTree.of(record, true));
        return record instanceof NoiseDependentSpec spec && spec.awaitsEstimate() ? awaiting(spec, json) : json;
    }

    /**
     * A specification whose noise level is estimated by an earlier stage is written as {@code {"spec":…}}, the form of
     * earlier versions, so that their keys stay valid.
     */
    private static String awaiting(NoiseDependentSpec spec, String json) {
        TreeMap<String, String> entries = new TreeMap<>(Map.of("spec", json));
        spec.additionalKeyRecords().forEach((name, record) -> entries.put(name, key(record)));
        return entries.entrySet().stream()
                .map(entry -> quote(entry.getKey()) + ":" + entry.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String json(YamlNode node) {
        StringBuilder json = new StringBuilder();
        append(node, json);
        return json.toString();
    }

    private static void append(YamlNode node, StringBuilder json) {
        if (node instanceof YamlNode.Mapping mapping) {
            String separator = "{";
            for (Map.Entry<String, YamlNode.Entry> entry : new TreeMap<>(mapping.entries()).entrySet()) {
                json.append(separator);
                quote(entry.getKey(), json);
                append(entry.getValue().value(), json.append(':'));
                separator = ",";
            }
            json.append(mapping.entries().isEmpty() ? "{}" : "}");
        } else if (node instanceof YamlNode.Sequence sequence) {
            String separator = "[";
            for (YamlNode item : sequence.items()) {
                append(item, json.append(separator));
                separator = ",";
            }
            json.append(sequence.items().isEmpty() ? "[]" : "]");
        } else if (node instanceof YamlNode.Scalar scalar && scalar.plain()) {
            json.append(scalar.text());
        } else {
            quote(((YamlNode.Scalar) node).text(), json);
        }
    }

    static String quote(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2);
        quote(text, json);
        return json.toString();
    }

    private static void quote(String text, StringBuilder json) {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        json.append('"');
    }
}
