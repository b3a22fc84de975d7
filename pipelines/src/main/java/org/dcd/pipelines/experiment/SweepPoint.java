package org.dcd.pipelines.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One experiment of a sweep.
 *
 * @param settings what the sweep sets, as written: full keys and their values, in the order of the sweep; empty in a
 *     file without one
 * @param notices of what was adapted of the file to fit its changes
 */
public record SweepPoint(Map<String, String> settings, Experiment experiment, List<String> notices) {
    public SweepPoint {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        notices = List.copyOf(notices);
    }

    /** Without notices. */
    public SweepPoint(Map<String, String> settings, Experiment experiment) {
        this(settings, experiment, List.of());
    }

    /** With more notices, each of them once. */
    SweepPoint noticing(List<String> more) {
        return new SweepPoint(
                settings,
                experiment,
                Stream.concat(notices.stream(), more.stream()).distinct().toList());
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
