package org.dcd.transforms.metric;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dcd.transforms.registry.Registry;

/** The names of scores, by the {@link Scores} of the metrics, analyses and stages that give them. */
public final class ScoreNames {
    /** One of those that give it: analyses of different data may share a name. */
    private static final Map<String, Class<?>> GIVERS = new TreeMap<>();

    static {
        Registry.annotated(Scores.class).forEach(member -> {
            for (String name : member.getAnnotation(Scores.class).value()) {
                GIVERS.put(name, member);
            }
        });
    }

    private ScoreNames() {}

    /** Those of a metric or an analysis. */
    public static List<String> of(Object giver) {
        return List.of(giver.getClass().getAnnotation(Scores.class).value());
    }

    /** Every name that is registered, sorted. */
    public static List<String> all() {
        return List.copyOf(GIVERS.keySet());
    }

    /**
     * A metric, an analysis or the specification of a stage that gives a score; null for a name that is not registered.
     */
    public static Class<?> giver(String name) {
        return GIVERS.get(name);
    }

    /** Whether a score compares every image with the one that it should be; false for a name that is not registered. */
    public static boolean isOfPairs(String name) {
        Class<?> giver = GIVERS.get(name);
        return giver != null
                && (PairMetric.class.isAssignableFrom(giver) || LearnedPairMetric.class.isAssignableFrom(giver));
    }

    /** False for a name that is not registered. */
    public static boolean isHigherBetter(String name) {
        Class<?> giver = GIVERS.get(name);
        return giver != null && giver.getAnnotation(Scores.class).higherIsBetter();
    }
}
