package org.dcd.runners;

import java.util.List;
import org.dcd.pipelines.beam.StageTransforms;
import org.dcd.pipelines.cli.Cli;
import org.dcd.runners.cluster.ClusterCommand;

/**
 * Runs several commands of {@code dcd} in one process, which saves its start. Each argument is a command, one word a
 * line.
 */
final class Commands {
    private Commands() {}

    public static void main(String[] args) {
        for (String command : args) {
            int code = Cli.execute(
                    command.split("\n"),
                    new Runners(2),
                    StageTransforms.registered(),
                    List.of(ClusterCommand.create()));
            if (code != 0) {
                System.err.println("exit code " + code + " of " + command.replace('\n', ' '));
                System.exit(code);
            }
        }
        System.exit(0);
    }
}
