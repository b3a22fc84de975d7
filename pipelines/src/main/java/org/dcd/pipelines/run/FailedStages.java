package org.dcd.pipelines.run;

import java.util.Set;

/** A pipeline ended because stages failed. */
final class FailedStages extends Exception {
    private final RuntimeException explained;
    private final Set<String> keys;

    /**
     * @param explained what a person is told
     * @param keys of the stages that are to blame; empty when that is not known or is not a matter of single stages
     */
    FailedStages(RuntimeException explained, Set<String> keys) {
        super(explained.getMessage(), explained);
        this.explained = explained;
        this.keys = Set.copyOf(keys);
    }

    RuntimeException explained() {
        return explained;
    }

    Set<String> keys() {
        return keys;
    }
}
