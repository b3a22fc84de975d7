package org.dcd.pipelines.cli.score;

import java.util.List;
import org.dcd.pipelines.cli.console.CommandContext;

/** Commands that work on images and exported networks without an experiment run. */
public final class ScoreCommands {
    private ScoreCommands() {}

    /** All commands of this package, in the order in which the help lists them. */
    public static List<Object> of(CommandContext context) {
        return List.of(
                new SampleCommand(context),
                new InspectCommand(context),
                new ExportCommand(context),
                new ScoreCommand(context),
                new StatsCommand(context),
                new RestoreCommand(context));
    }
}
