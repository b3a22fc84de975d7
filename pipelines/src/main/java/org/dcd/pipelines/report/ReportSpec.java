package org.dcd.pipelines.report;

import java.util.List;
import org.dcd.pipelines.experiment.ExternalInput;
import org.dcd.pipelines.experiment.PaperCell;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.registry.NotInKey;

/**
 * Writes the report of a run into {@code report.html}. Inputs: every other stage of the plan.
 *
 * @param experiment name of the experiment
 * @param yaml the resolved experiment, defaults and overrides included; not in the key, as it names paths, and whatever
 *     matters of it is in the keys of the inputs
 * @param files what the run reads from outside; not in the key, for the same reason
 * @param warnings what may go wrong although it was not refused; not in the key, as settings tell them
 * @param expectations what the experiment expects, such as {@code generator.fd < teacher-full.fd}
 * @param paper what the paper prints for this setting
 * @param seed seed of the experiment
 */
public record ReportSpec(
        String experiment,
        @NotInKey String yaml,
        @NotInKey List<ExternalInput> files,
        @NotInKey List<String> warnings,
        List<String> expectations,
        List<PaperCell> paper,
        long seed)
        implements StageSpec {
    public ReportSpec {
        files = List.copyOf(files);
        warnings = List.copyOf(warnings);
        expectations = List.copyOf(expectations);
        paper = List.copyOf(paper);
    }
}
