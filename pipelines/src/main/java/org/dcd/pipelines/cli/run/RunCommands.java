package org.dcd.pipelines.cli.run;

import java.util.List;
import org.dcd.pipelines.cli.console.CommandContext;

/** Commands that plan, run and compare experiments. */
public final class RunCommands {
    private RunCommands() {}

    /** All commands of this package, in the order in which the help lists them. */
    public static List<Object> of(CommandContext context) {
        return List.of(
                new RunCommand(context),
                new AttachCommand(context),
                new StatusCommand(context),
                new PlanCommand(context),
                new CompareCommand(context),
                new ReproduceCommand(context));
    }
}
