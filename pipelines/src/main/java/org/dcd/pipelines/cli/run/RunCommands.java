package org.dcd.pipelines.cli.run;

import java.util.List;
import org.dcd.pipelines.cli.console.Session;

/** Commands that plan, run and compare experiments. */
public final class RunCommands {
    private RunCommands() {}

    /** All commands of this package, in the order in which the help lists them. */
    public static List<Object> of(Session session) {
        return List.of(
                new RunCommand(session),
                new AttachCommand(session),
                new StatusCommand(session),
                new PlanCommand(session),
                new CompareCommand(session),
                new ReproduceCommand(session));
    }
}
