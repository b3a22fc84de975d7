package org.dcd.pipelines.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads {@code sweep.expect}, the {@link Trend}s that are claimed of the points of a sweep. */
final class SweepTrends {
    private static final String PATH = SweepAxes.KEY + "." + SweepAxes.EXPECT;
    private static final String SEED = "seed";

    private SweepTrends() {}

    /** @param overridden keys that {@code --set} fixes; trends along them are read, although they do not vary */
    static List<Trend> of(
            YamlNode.Entry sweep, List<String> overridden, List<SweepPoint> points, InheritedValues inherited) {
        if (sweep == null
                || !(sweep.value() instanceof YamlNode.Mapping mapping)
                || !mapping.entries().containsKey(SweepAxes.EXPECT)) {
            return List.of();
        }
        YamlNode node = mapping.entries().get(SweepAxes.EXPECT).value();
        if (!(node instanceof YamlNode.Sequence sequence)) {
            throw node.location()
                    .error(
                            PATH,
                            "needs a list, such as [generator.fd rises along corruption.noise.sigma], was "
                                    + node.kind());
        }
        Map<String, List<String>> axes = Sweep.axes(points);
        List<Trend> trends = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            String path = PATH + "[" + trends.size() + "]";
            Trend trend = (Trend) Scalars.bind(Trend.class, item, path);
            boolean fixed = overridden.stream().anyMatch(key -> SweepAxes.overlap(key, trend.along()));
            if (trend.along().equals(SEED)) {
                throw item.location().error(path, "is along seed, which has no order; use another key of the sweep");
            }
            if (!axes.containsKey(trend.along()) && !fixed) {
                throw item.location()
                        .error(
                                path,
                                "is along " + Names.show(trend.along()) + ", which the sweep does not vary; it"
                                        + " varies " + (axes.isEmpty() ? "nothing" : String.join(", ", axes.keySet())));
            }
            try {
                points.forEach(point -> AvailableScores.of(point.experiment()).require(path, trend.score()));
            } catch (IllegalArgumentException e) {
                if (inherited.isOutdated(node)) {
                    inherited.drop(item, e.getMessage());
                    continue;
                }
                throw item.location().error(e.getMessage());
            }
            trends.add(trend);
        }
        return trends;
    }
}
