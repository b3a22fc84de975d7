package org.dcd.pipelines.doctor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The result of one examination.
 *
 * @param check name of the examination
 * @param summary what the machine offers, in one line
 * @param facts the same as values: text, numbers, truth values and lists of texts, by names in kebab case
 * @param problems what is wrong
 * @param seconds time it took
 */
public record Finding(String check, String summary, Map<String, Object> facts, List<Problem> problems, double seconds) {
    private static final String SKIPPED = "not run, as libtorch does not load";

    public Finding {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        problems = List.copyOf(problems);
    }

    /** The finding of an examination that needs libtorch, when libtorch does not load. */
    static Finding skipped(String name) {
        return new Finding(name, SKIPPED, Map.of(), List.of(), 0);
    }

    /** Severity of the worst problem. */
    public Severity worst() {
        return summary.equals(SKIPPED)
                ? Severity.SKIPPED
                : problems.stream()
                        .map(Problem::severity)
                        .max(Severity::compareTo)
                        .orElse(Severity.OK);
    }
}
