package org.dcd.pipelines.cli.weights;

import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.HelpOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dcd weights import|list}. */
@Command(
        name = "weights",
        description = "Manage published weights, such as those of Inception for the FID and of LPIPS. They are not"
                + " shipped: download and import each file once, then every command finds it.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  dcd weights list                                                  list imported and missing weights",
            "  dcd weights import weights-inception-2015-12-05-6726825d.pth      import Inception, for the metric fd",
            "  dcd weights import alexnet-owt-7be5be79.pth alex.pth              import AlexNet and the LPIPS heads"
        })
public final class WeightsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOptions helpOptions;

    /** The command with its subcommands. */
    public static CommandLine of(CommandContext context) {
        return new CommandLine(new WeightsCommand())
                .addSubcommand(new WeightsImportCommand(context))
                .addSubcommand(new WeightsListCommand(context));
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "dcd weights needs a command; available commands: "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
