package org.dcd.runners;

import java.util.List;
import org.dcd.pipelines.beam.StageTransforms;
import org.dcd.pipelines.cli.Cli;
import org.dcd.runners.cluster.ClusterCommand;
import org.dcd.runners.cluster.DistCommand;
import org.dcd.runners.plugin.Plugins;
import picocli.CommandLine;

/** The program behind {@code ./dcd}: the command line with all runners and the registered kinds of stages. */
public final class Dcd {
    private Dcd() {}

    /** Checks the plug-ins, runs one command and exits with its code ({@link Cli}). */
    public static void main(String[] args) {
        System.exit(Cli.main(
                args,
                () -> Plugins.ofThisProcess().check(Dcd.class.getClassLoader()),
                new Runners(),
                StageTransforms.registered(),
                clusterCommands()));
    }

    /** All commands with their options, for tests of documents and help. */
    static CommandLine commandLine() {
        return Cli.commandLine(new Runners(), StageTransforms.registered(), clusterCommands());
    }

    /** The commands of this module, in addition to those of {@link Cli}. */
    static List<Object> clusterCommands() {
        return List.of(ClusterCommand.create(), new DistCommand());
    }
}
