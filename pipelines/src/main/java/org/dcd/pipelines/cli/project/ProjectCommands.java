package org.dcd.pipelines.cli.project;

import java.util.List;
import org.dcd.pipelines.cli.console.CommandContext;

/** Commands about this machine, the format of experiment files and the shell. */
public final class ProjectCommands {
    private ProjectCommands() {}

    /** All commands of this package, in the order in which the help lists them. */
    public static List<Object> of(CommandContext context) {
        return List.of(
                new ExplainCommand(context),
                new SchemaCommand(context),
                new DoctorCommand(context),
                new CompletionCommand(context));
    }
}
