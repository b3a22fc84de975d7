package org.dcd.pipelines.tracking;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Flattens a resolved experiment to names and values, such as {@code teacher.training.kimg = 200}. */
final class FlatSettings {
    private FlatSettings() {}

    /**
     * Settings in the order of the file. A list of scalars is one value; elements of other lists have their index as a
     * key.
     */
    static Map<String, String> of(String yaml) {
        Map<String, String> flat = new LinkedHashMap<>();
        put("", new Load(LoadSettings.builder().build()).loadFromString(yaml), flat);
        return flat;
    }

    private static void put(String path, Object value, Map<String, String> flat) {
        String prefix = path.isEmpty() ? "" : path + ".";
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, below) -> put(prefix + key, below, flat));
        } else if (value instanceof List<?> list
                && list.stream().anyMatch(one -> one instanceof Map || one instanceof List)) {
            for (int i = 0; i < list.size(); i++) {
                put(prefix + i, list.get(i), flat);
            }
        } else {
            flat.put(path, String.valueOf(value));
        }
    }
}
