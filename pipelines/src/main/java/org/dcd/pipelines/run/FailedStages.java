package org.dcd.pipelines.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Stages failed. What does not depend on them is made, unless the pipeline itself ended. */
final class FailedStages extends Exception {
    private final RuntimeException explained;
    private final Map<String, RuntimeException> byKey;

    private FailedStages(RuntimeException explained, Map<String, RuntimeException> byKey) {
        super(explained.getMessage(), explained);
        this.explained = explained;
        this.byKey = Collections.unmodifiableMap(new LinkedHashMap<>(byKey));
    }

    /** @param byKey what a person is told of each stage that is to blame; at least one */
    static FailedStages of(Map<String, RuntimeException> byKey) {
        return new FailedStages(byKey.values().iterator().next(), byKey);
    }

    /** A failure that is not a matter of single stages, or of which the stage is not known. */
    static FailedStages ofAll(RuntimeException explained) {
        return new FailedStages(explained, Map.of());
    }

    /** The failure of all, or of the first stage. */
    RuntimeException explained() {
        return explained;
    }

    /** What a person is told of each stage that is to blame, by key; empty when that is not known. */
    Map<String, RuntimeException> byKey() {
        return byKey;
    }
}
