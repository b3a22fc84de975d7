package org.dcd.pipelines.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.dcd.schemas.Count;

/**
 * Expands the section {@code sweep}. Keys with lists of values form a grid. Keys under {@code zip} take their values
 * together, the first with the first. {@code list} holds single points, which may set different keys. {@code expect}
 * holds claims about all points, see {@link SweepTrends}.
 *
 * <pre>{@code
 * sweep:
 *   seed: [1, 2, 3]
 *   zip: {corruption.noise.sigma: [0.25, 0.5], teacher.training.kimg: [200, 100]}
 *   expect: [generator.fd rises along corruption.noise.sigma]
 * }</pre>
 */
final class SweepAxes {
    static final String KEY = "sweep";

    private static final String ZIP = "zip";
    private static final String LIST = "list";
    static final String EXPECT = "expect";
    private static final int MOST_POINTS = 10_000;
    private static final Pattern SETTING = Pattern.compile(YamlNode.KEY);
    /** Keys that no sweep may vary. */
    static final Set<String> FIXED = Set.of("extends", KEY, "experiment", EXPECT);

    private final List<String> overridden;
    private final List<List<Map<String, YamlNode>>> axes = new ArrayList<>();
    private final Map<String, SourceLocation> swept = new LinkedHashMap<>();

    private SweepAxes(List<String> overridden) {
        this.overridden = overridden;
    }

    /**
     * The settings of every point; one empty point where there is no sweep.
     *
     * @param overridden keys that {@code --set} fixes; the sweep does not vary them
     */
    static List<Map<String, YamlNode>> points(YamlNode.Entry sweep, List<String> overridden) {
        SweepAxes all = new SweepAxes(overridden);
        if (sweep != null) {
            all.grid(mapping(sweep.value(), KEY), "");
        }
        return all.product(sweep);
    }

    private List<Map<String, YamlNode>> product(YamlNode.Entry sweep) {
        List<Map<String, YamlNode>> points = List.of(Map.of());
        for (List<Map<String, YamlNode>> axis : axes) {
            if ((long) points.size() * axis.size() > MOST_POINTS) {
                throw sweep.location().error(KEY, "has more than " + MOST_POINTS + " points; sweep fewer values");
            }
            List<Map<String, YamlNode>> more = new ArrayList<>();
            for (Map<String, YamlNode> point : points) {
                for (Map<String, YamlNode> settings : axis) {
                    Map<String, YamlNode> both = new LinkedHashMap<>(point);
                    both.putAll(settings);
                    more.add(both);
                }
            }
            points = more;
        }
        return points;
    }

    private void grid(YamlNode.Mapping mapping, String above) {
        mapping.entries().forEach((name, entry) -> {
            if (above.isEmpty() && name.equals(ZIP)) {
                zip(mapping(entry.value(), KEY + "." + ZIP));
            } else if (above.isEmpty() && name.equals(LIST)) {
                list(sequence(entry.value(), KEY + "." + LIST));
            } else if (above.isEmpty() && name.equals(EXPECT)) {
                // claims about all points are read after the points
                return;
            } else if (entry.value() instanceof YamlNode.Mapping below) {
                grid(below, join(above, name));
            } else {
                String key = setting(join(above, name), entry.location());
                List<Map<String, YamlNode>> axis = new ArrayList<>();
                sequence(entry.value(), KEY + "." + key).forEach(value -> axis.add(Map.of(key, value)));
                add(axis);
            }
        });
    }

    private void zip(YamlNode.Mapping mapping) {
        Map<String, List<YamlNode>> columns = new LinkedHashMap<>();
        mapping.entries().forEach((name, entry) -> {
            String key = setting(name, entry.location());
            List<YamlNode> values = sequence(entry.value(), KEY + "." + ZIP + "." + key);
            columns.forEach((other, theirs) -> {
                if (theirs.size() != values.size()) {
                    throw entry.location()
                            .error(
                                    KEY + "." + ZIP + "." + key,
                                    "has " + Count.of(values.size(), "value") + ", " + other + " has " + theirs.size()
                                            + "; zipped keys need the same number of values");
                }
            });
            columns.put(key, values);
        });
        List<Map<String, YamlNode>> axis = new ArrayList<>();
        int length = columns.values().stream().mapToInt(List::size).findFirst().orElse(0);
        for (int i = 0; i < length; i++) {
            Map<String, YamlNode> settings = new LinkedHashMap<>();
            for (Map.Entry<String, List<YamlNode>> column : columns.entrySet()) {
                settings.put(column.getKey(), column.getValue().get(i));
            }
            axis.add(settings);
        }
        add(axis);
    }

    private void list(List<YamlNode> items) {
        Map<String, SourceLocation> before = new LinkedHashMap<>(swept);
        Map<String, SourceLocation> set = new LinkedHashMap<>();
        List<Map<String, YamlNode>> axis = new ArrayList<>();
        for (YamlNode item : items) {
            swept.clear();
            swept.putAll(before);
            Map<String, YamlNode> settings = new LinkedHashMap<>();
            mapping(item, KEY + "." + LIST + "[" + axis.size() + "]")
                    .entries()
                    .forEach((name, entry) -> settings.put(setting(name, entry.location()), entry.value()));
            axis.add(settings);
            set.putAll(swept);
        }
        swept.putAll(set);
        add(axis);
    }

    /** Adds an axis without overridden settings, and without the duplicate points that this leaves. */
    private void add(List<Map<String, YamlNode>> axis) {
        List<Map<String, YamlNode>> left = new ArrayList<>();
        boolean fixed = false;
        for (Map<String, YamlNode> settings : axis) {
            Map<String, YamlNode> kept = new LinkedHashMap<>(settings);
            fixed |= kept.keySet().removeIf(key -> overridden.stream().anyMatch(other -> overlap(key, other)));
            left.add(kept);
        }
        if (fixed) {
            Map<Map<String, String>, Map<String, YamlNode>> distinct = new LinkedHashMap<>();
            left.forEach(settings -> distinct.putIfAbsent(words(settings), settings));
            left = new ArrayList<>(distinct.values());
        }
        if (!left.isEmpty()) {
            axes.add(left);
        }
    }

    private static Map<String, String> words(Map<String, YamlNode> settings) {
        Map<String, String> words = new LinkedHashMap<>();
        settings.forEach((key, value) -> words.put(key, value.inline()));
        return words;
    }

    private String setting(String key, SourceLocation location) {
        if (!SETTING.matcher(key).matches()) {
            throw location.error(KEY, "needs keys such as corruption.noise.sigma, was " + Names.show(key));
        }
        if (FIXED.contains(key.split("\\.", 2)[0])) {
            throw location.error(KEY, "cannot vary " + key + "; move it out of sweep");
        }
        swept.forEach((other, there) -> {
            if (overlap(key, other)) {
                throw location.error(
                        KEY, "varies " + key + ", but already varies " + other + " at " + there + "; remove one");
            }
        });
        swept.put(key, location);
        return key;
    }

    static boolean overlap(String one, String other) {
        return (one + ".").startsWith(other + ".") || (other + ".").startsWith(one + ".");
    }

    private static String join(String above, String name) {
        return above.isEmpty() ? name : above + "." + name;
    }

    private static YamlNode.Mapping mapping(YamlNode node, String path) {
        if (node instanceof YamlNode.Mapping mapping) {
            return mapping;
        }
        throw node.location()
                .error(path, "needs keys with lists of values, such as {seed: [1, 2, 3]}, was " + node.kind());
    }

    private static List<YamlNode> sequence(YamlNode node, String path) {
        if (node instanceof YamlNode.Sequence sequence && !sequence.items().isEmpty()) {
            return sequence.items();
        }
        throw node.location()
                .error(
                        path,
                        "needs a list of at least one value, such as [1, 2, 3], was "
                                + (node instanceof YamlNode.Sequence ? "empty" : node.kind()));
    }
}
