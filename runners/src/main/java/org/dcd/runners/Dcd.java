package org.dcd.runners;

import java.util.List;
import org.dcd.pipelines.beam.StageTransforms;
import org.dcd.pipelines.cli.Cli;
import org.dcd.runners.cluster.ClusterCommand;
import org.dcd.runners.cluster.DistCommand;
import picocli.CommandLine;

/** The program behind {@code ./dcd}: the command line with the runners and the stages that there are. */
public final class Dcd {
    private Dcd() {}

    public static void main(String[] args) {
        System.exit(Cli.main(args, new RunnerProfiles(), StageTransforms.registered(), clusterCommands()));
    }

    /** All commands with their options, for tests of documents and help. */
    static CommandLine commandLine() {
        return Cli.commandLine(new RunnerProfiles(), StageTransforms.registered(), clusterCommands());
    }

    /** The commands of this module, in addition to those of {@link Cli}. */
    static List<Object> clusterCommands() {
        return List.of(ClusterCommand.create(), new DistCommand());
    }
}
