package org.dcd.pipelines.report;

import java.util.List;
import org.dcd.schemas.stage.StageSpec;

/**
 * Writes the report of a run into {@code report.html}. Inputs: every other stage of the plan.
 *
 * @param experiment name of the experiment
 * @param yaml the resolved experiment, defaults and overrides included
 * @param expectations what the experiment expects, such as {@code generator.fd < teacher-full.fd}
 * @param seed seed of the experiment
 */
public record ReportSpec(String experiment, String yaml, List<String> expectations, long seed) implements StageSpec {
    public ReportSpec {
        expectations = List.copyOf(expectations);
    }
}
