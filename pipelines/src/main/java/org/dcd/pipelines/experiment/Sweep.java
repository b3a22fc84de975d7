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
 * The experiments of a file, one for each point of its {@code sweep}; without one, a single experiment.
 *
 * @param points at least one, the first key of the sweep changing slowest
 * @param expect claims about the points together
 * @param folder of the file, from which its paths start
 * @param files the file and those that it extends, by their real paths; none where no file was read
 */
public record Sweep(List<SweepPoint> points, List<Trend> expect, Path folder, List<Path> files) {
    public Sweep {
        points = List.copyOf(points);
        expect = List.copyOf(expect);
        files = List.copyOf(files);
        if (points.isEmpty()) {
            throw new IllegalArgumentException("a sweep needs a point");
        }
    }

    /** What the paper prints for a point, which may go with its settings, but is none of them. */
    private static final String PAPER = "paper";

    /** Whether there are several experiments. */
    public boolean isSwept() {
        return points.size() > 1;
    }

    /** Name of the experiment, which all points share. */
    public String name() {
        return points.get(0).experiment().experiment();
    }

    /** The keys that the sweep sets to several values, with those values in order of appearance. */
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
     * The experiments of a file with its bases and overrides merged.
     *
     * @param files that they came from
     * @param inherited what was adapted so far
     * @param completed a point with what lies beneath its settings
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
        Map<Map<String, String>, Integer> seen = new LinkedHashMap<>();
        for (Map<String, YamlNode> settings : SweepAxes.points(sweep, overridden)) {
            Map<String, String> words = new LinkedHashMap<>();
            settings.forEach((key, value) -> words.put(key, value.inline()));
            words.remove(PAPER);
            if (seen.put(new TreeMap<>(words), points.size()) != null) {
                throw sweep.location().error(SweepAxes.KEY, "gives the point " + SweepPoint.label(words) + " twice");
            }
            points.add(point(base, settings, words, inherited.copy(), completed));
        }
        InheritedValues ofAll = inherited.copy();
        List<Trend> trends = SweepTrends.of(sweep, overridden, points, ofAll);
        points.set(0, points.get(0).noticing(ofAll.notices()));
        return new Sweep(points, trends, root.location().folder(), files);
    }

    private static SweepPoint point(
            YamlNode.Mapping base,
            Map<String, YamlNode> settings,
            Map<String, String> words,
            InheritedValues inherited,
            UnaryOperator<YamlNode.Mapping> completed) {
        YamlNode.Mapping root = base;
        for (Map.Entry<String, YamlNode> setting : settings.entrySet()) {
            root = root.overlaid(YamlNode.Mapping.nested(setting.getKey(), setting.getValue()));
        }
        try {
            YamlNode.Mapping whole = inherited.withoutUnscored(completed.apply(inherited.adapted(base, root)));
            return new SweepPoint(words, Binder.bind(Experiment.class, whole), inherited.notices());
        } catch (BadInputException e) {
            throw words.isEmpty()
                    ? e
                    : new BadInputException(e.getMessage() + " (sweep point " + SweepPoint.label(words) + ")", e);
        }
    }
}
