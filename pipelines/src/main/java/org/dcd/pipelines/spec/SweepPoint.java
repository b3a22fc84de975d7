package org.dcd.pipelines.spec;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One experiment of a sweep.
 *
 * @param settings what the sweep sets, as written: full keys and their values, in the order of the sweep; empty in a
 *     file without one
 */
public record SweepPoint(Map<String, String> settings, Experiment experiment) implements Serializable {
    public SweepPoint {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** Such as {@code sigma=0.25 seed=2}, with keys as short as they can be told apart by; empty without a sweep. */
    public String label() {
        return label(settings);
    }

    /** Some settings in words. */
    public static String label(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> Names.shortest(setting.getKey(), settings.keySet()) + "=" + setting.getValue())
                .collect(Collectors.joining(" "));
    }
}
