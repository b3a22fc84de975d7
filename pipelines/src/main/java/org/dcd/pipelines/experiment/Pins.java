package org.dcd.pipelines.experiment;

import java.util.LinkedHashMap;
import java.util.Map;

/** Hashes by which resolved experiments hold on to their files. */
final class Pins {
    private Pins() {}

    /** The same tree without them: whoever binds it hashes the files that are there now. */
    static YamlNode without(YamlNode node) {
        if (node instanceof YamlNode.Sequence sequence) {
            return new YamlNode.Sequence(
                    sequence.place(),
                    sequence.items().stream().map(Pins::without).toList());
        }
        return node instanceof YamlNode.Mapping mapping ? of(mapping) : node;
    }

    private static YamlNode.Mapping of(YamlNode.Mapping mapping) {
        Map<String, YamlNode.Entry> left = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> {
            if (!key.equals(NamedFiles.SHA256)) {
                left.put(key, new YamlNode.Entry(entry.place(), without(entry.value())));
            }
        });
        return new YamlNode.Mapping(mapping.place(), left);
    }
}
