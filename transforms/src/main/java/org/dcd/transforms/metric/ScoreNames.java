package org.dcd.transforms.metric;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dcd.transforms.registry.Registry;

/** The names of all scores, from the {@link Scores} of the metrics, analyses and stages that compute them. */
public final class ScoreNames {
    /** One class for each name: analyses of different data may share a name. */
    private static final Map<String, Class<?>> GIVERS = new TreeMap<>();

    static {
        Registry.annotated(Scores.class).forEach(member -> {
            for (String name : member.getAnnotation(Scores.class).value()) {
                GIVERS.put(name, member);
            }
        });
    }

    private ScoreNames() {}

    /** The names of the scores of a metric or an analysis. */
    public static List<String> of(Object giver) {
        return List.of(giver.getClass().getAnnotation(Scores.class).value());
    }

    /** All registered names, sorted. */
    public static List<String> all() {
        return List.copyOf(GIVERS.keySet());
    }

    /** A metric, an analysis or the specification of a stage that computes a score; null for an unknown name. */
    public static Class<?> giver(String name) {
        return GIVERS.get(name);
    }

    /** Whether a score compares every image with its reference image; false for an unknown name. */
    public static boolean isOfPairs(String name) {
        Class<?> giver = GIVERS.get(name);
        return giver != null
                && (PairMetric.class.isAssignableFrom(giver) || LearnedPairMetric.class.isAssignableFrom(giver));
    }

    /** Whether greater values of a score are better; false for an unknown name. */
    public static boolean isHigherBetter(String name) {
        Class<?> giver = GIVERS.get(name);
        return giver != null && giver.getAnnotation(Scores.class).higherIsBetter();
    }
}
