package org.dcd.pipelines.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.dcd.schemas.BadInputException;

/**
 * The experiments of a file: one for each point of its {@code sweep}, or one where it has no sweep.
 *
 * @param points at least one; the first key of the sweep changes slowest
 * @param expect claims about all points together
 * @param folder folder of the file, against which relative paths are resolved
 * @param files real paths of the file and of its base files; empty where no file was read
 */
public record Sweep(List<SweepPoint> points, List<Trend> expect, Path folder, List<Path> files) {
    public Sweep {
        points = List.copyOf(points);
        expect = List.copyOf(expect);
        files = List.copyOf(files);
        if (points.isEmpty()) {
            throw new IllegalArgumentException("a sweep must have at least one point");
        }
    }

    /** Results of the paper may be given for each point; they are not settings. */
    private static final String PAPER = "paper";

    /** Whether there is more than one point. */
    public boolean isSwept() {
        return points.size() > 1;
    }

    /** Name of the experiment, the same for all points. */
    public String name() {
        return points.get(0).experiment().experiment();
    }

    /** The keys that have several values, with these values in order of appearance. */
    public Map<String, List<String>> axes() {
        return axes(points);
    }

    static Map<String, List<String>> axes(List<SweepPoint> points) {
        Map<String, List<String>> axes = new LinkedHashMap<>();
        for (SweepPoint point : points) {
            point.settings().forEach((key, value) -> {
                List<String> values = axes.computeIfAbsent(key, unused -> new ArrayList<>());
                if (!values.contains(value)) {
                    values.add(value);
                }
            });
        }
        axes.values().removeIf(values -> values.size() < 2);
        return axes;
    }

    /**
     * Expands a file whose bases and overrides are merged.
     *
     * @param overridden keys that {@code --set} fixes
     * @param files files that were read
     * @param inherited adaptations so far
     * @param completed adds presets and derived keys to a point
     */
    static Sweep of(
            YamlNode.Mapping root,
            List<String> overridden,
            List<Path> files,
            InheritedValues inherited,
            UnaryOperator<YamlNode.Mapping> completed) {
        Map<String, YamlNode.Entry> own = new LinkedHashMap<>(root.entries());
        YamlNode.Entry sweep = own.remove(SweepAxes.KEY);
        YamlNode.Mapping base = new YamlNode.Mapping(root.location(), own);
        List<SweepPoint> points = new ArrayList<>();
        Binder binder = new Binder();
        Map<Map<String, String>, Integer> seen = new LinkedHashMap<>();
        for (Map<String, YamlNode> settings : SweepAxes.points(sweep, overridden)) {
            Map<String, String> words = new LinkedHashMap<>();
            settings.forEach((key, value) -> words.put(key, value.inline()));
            words.remove(PAPER);
            if (seen.put(new TreeMap<>(words), points.size()) != null) {
                throw sweep.location()
                        .error(SweepAxes.KEY, "has the point " + SweepPoint.label(words) + " twice; remove one");
            }
            points.add(point(base, settings, words, inherited.copy(), completed, binder));
        }
        InheritedValues ofAll = inherited.copy();
        List<Trend> trends = SweepTrends.of(sweep, overridden, points, ofAll);
        points.set(0, points.get(0).withNotices(ofAll.notices()));
        return new Sweep(points, trends, root.location().folder(), files);
    }

    private static SweepPoint point(
            YamlNode.Mapping base,
            Map<String, YamlNode> settings,
            Map<String, String> words,
            InheritedValues inherited,
            UnaryOperator<YamlNode.Mapping> completed,
            Binder binder) {
        YamlNode.Mapping root = base;
        for (Map.Entry<String, YamlNode> setting : settings.entrySet()) {
            root = root.overlaid(YamlNode.Mapping.nested(setting.getKey(), setting.getValue()));
        }
        try {
            Experiment experiment = inherited.bind(completed.apply(inherited.adapted(base, root)), binder);
            return new SweepPoint(words, experiment, inherited.notices());
        } catch (BadInputException e) {
            throw words.isEmpty()
                    ? e
                    : new BadInputException(e.getMessage() + " (sweep point " + SweepPoint.label(words) + ")", e);
        }
    }
}
