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
 * @param settings full keys and their values as written, in the order of the sweep; empty in a file without a sweep
 * @param experiment the experiment with these settings
 * @param notices adaptations of inherited values, for the user ({@link InheritedValues})
 */
public record SweepPoint(Map<String, String> settings, Experiment experiment, List<String> notices) {
    public SweepPoint {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        notices = List.copyOf(notices);
    }

    /** A point without notices. */
    public SweepPoint(Map<String, String> settings, Experiment experiment) {
        this(settings, experiment, List.of());
    }

    /** This point with more notices, without duplicates. */
    SweepPoint withNotices(List<String> more) {
        return new SweepPoint(
                settings,
                experiment,
                Stream.concat(notices.stream(), more.stream()).distinct().toList());
    }

    /** Such as {@code sigma=0.25 seed=2}, with keys shortened where they stay distinct; empty without a sweep. */
    public String label() {
        return label(settings);
    }

    /**
     * Settings as one line, such as {@code sigma=0.25 seed=2}.
     *
     * @param settings values by full key
     */
    public static String label(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> Names.shortest(setting.getKey(), settings.keySet()) + "=" + setting.getValue())
                .collect(Collectors.joining(" "));
    }
}
