package org.dcd.pipelines.cli.score;

import java.util.List;
import org.dcd.pipelines.cli.console.Session;

/** Commands that work on images and exported networks without an experiment run. */
public final class ScoreCommands {
    private ScoreCommands() {}

    /** All commands of this package, in the order in which the help lists them. */
    public static List<Object> of(Session session) {
        return List.of(
                new SampleCommand(session),
                new InspectCommand(session),
                new ExportCommand(session),
                new ScoreCommand(session),
                new StatsCommand(session),
                new RestoreCommand(session));
    }
}
