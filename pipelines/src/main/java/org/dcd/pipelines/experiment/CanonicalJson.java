package org.dcd.pipelines.experiment;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Spec records as JSON, one text for each value: keys in kebab-case and sorted, {@code type} for members of open
 * families, the fewest digits for numbers, no spaces. Enters stage keys, so that a change here makes every stage stale.
 */
public final class CanonicalJson {
    private CanonicalJson() {}

    /** All components, for reports. */
    public static String of(Object record) {
        return json(Unbinder.tree(record, false));
    }

    /**
     * Without the components that are {@link org.dcd.transforms.registry.NotInKey}, and those that are
     * {@link org.dcd.transforms.registry.NotInKeyByDefault} and have their default.
     */
    public static String key(Object record) {
        return json(Unbinder.tree(record, true));
    }

    private static String json(YamlNode node) {
        if (node instanceof YamlNode.Mapping mapping) {
            return new TreeMap<>(mapping.entries())
                    .entrySet().stream()
                            .map(entry -> quote(entry.getKey()) + ":"
                                    + json(entry.getValue().value()))
                            .collect(Collectors.joining(",", "{", "}"));
        }
        if (node instanceof YamlNode.Sequence sequence) {
            return sequence.items().stream().map(CanonicalJson::json).collect(Collectors.joining(",", "[", "]"));
        }
        YamlNode.Scalar scalar = (YamlNode.Scalar) node;
        return scalar.plain() ? scalar.text() : quote(scalar.text());
    }

    static String quote(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
