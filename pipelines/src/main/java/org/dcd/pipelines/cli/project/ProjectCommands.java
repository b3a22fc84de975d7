package org.dcd.pipelines.cli.project;

import java.util.List;
import org.dcd.pipelines.cli.console.Session;

/** Commands about the experiment file format and the shell. */
public final class ProjectCommands {
    private ProjectCommands() {}

    /** All commands of this package, in the order in which the help lists them. */
    public static List<Object> of(Session session) {
        return List.of(
                new ExplainCommand(session),
                new SchemaCommand(session),
                new CompletionCommand(session));
    }
}
