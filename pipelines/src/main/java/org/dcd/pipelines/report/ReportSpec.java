package org.dcd.pipelines.report;

import java.util.List;
import org.dcd.pipelines.experiment.ExternalInput;
import org.dcd.pipelines.experiment.PaperCell;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.registry.NotInKey;

/**
 * Specification of a report stage, which writes {@code report.html}. Its inputs are all other stages of the plan.
 *
 * @param experiment name of the experiment
 * @param yaml the resolved experiment with defaults and overrides; not in the key, because it contains paths, and the
 *     keys of the inputs cover its content
 * @param files external input files of the run; not in the key, for the same reason
 * @param warnings of the plan; not in the key, because they follow from the settings
 * @param expectations of the experiment, such as {@code generator.fd < teacher-full.fd}
 * @param paper values of the paper for this setting
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
    /** Copies the lists. */
    public ReportSpec {
        files = List.copyOf(files);
        warnings = List.copyOf(warnings);
        expectations = List.copyOf(expectations);
        paper = List.copyOf(paper);
    }
}
