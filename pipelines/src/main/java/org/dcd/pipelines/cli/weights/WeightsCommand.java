package org.dcd.pipelines.cli.weights;

import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dcd weights import|list}. */
@Command(
        name = "weights",
        description = "Weights that others trained and published, such as those of Inception for the FID and of LPIPS."
                + " They are in no package: bring the files once, after that every command finds them.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  dcd weights list                                                  what is there, what to bring",
            "  dcd weights import weights-inception-2015-12-05-6726825d.pth      for dcd score with the metric fd",
            "  dcd weights import alexnet-owt-7be5be79.pth alex.pth              for dcd score with the metric lpips"
        })
public final class WeightsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOptions helpOptions;

    /** The command with its subcommands. */
    public static CommandLine of(Session session) {
        return new CommandLine(new WeightsCommand())
                .addSubcommand(new WeightsImportCommand(session))
                .addSubcommand(new WeightsListCommand(session));
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "dcd weights needs a command; there are "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
