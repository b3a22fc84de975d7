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
    public Finding {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        problems = List.copyOf(problems);
    }

    /** Severity of the worst problem. */
    public Severity worst() {
        return problems.stream().map(Problem::severity).max(Severity::compareTo).orElse(Severity.OK);
    }
}
