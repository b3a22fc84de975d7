package org.dcd.pipelines.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Thrown when stages failed. All stages that do not depend on them are made, unless the job itself ended. */
final class FailedStages extends Exception {
    private final RuntimeException explained;
    private final Map<String, RuntimeException> byKey;

    private FailedStages(RuntimeException explained, Map<String, RuntimeException> byKey) {
        super(explained.getMessage(), explained);
        this.explained = explained;
        this.byKey = Collections.unmodifiableMap(new LinkedHashMap<>(byKey));
    }

    /** @param byKey explanations of the failed stages by key; at least one */
    static FailedStages of(Map<String, RuntimeException> byKey) {
        return new FailedStages(byKey.values().iterator().next(), byKey);
    }

    /** A failure that does not belong to single stages, or whose stage is unknown. */
    static FailedStages ofAll(RuntimeException explained) {
        return new FailedStages(explained, Map.of());
    }

    /** Explanation of the whole failure, or of the first failed stage. */
    RuntimeException explained() {
        return explained;
    }

    /** Explanations of the failed stages by key; empty when the stages are unknown. */
    Map<String, RuntimeException> byKey() {
        return byKey;
    }
}
