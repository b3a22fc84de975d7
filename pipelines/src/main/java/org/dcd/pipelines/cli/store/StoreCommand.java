package org.dcd.pipelines.cli.store;

import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.HelpOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dcd store ls|verify|gc|export|import}. */
@Command(
        name = "store",
        description = "List, verify, clean up, export and import finished stages.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  dcd store ls           list finished stages, their sizes and the experiments that refer to them",
            "  dcd store verify       check the hash of every file",
            "  dcd store gc           list what no run refers to; --yes deletes it",
            "  dcd store export quickstart-1 -o run.zip    write a run to one file",
            "  dcd store import run.zip                    read it into the store of another machine"
        })
public final class StoreCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOptions helpOptions;

    /** The command with its subcommands. */
    public static CommandLine of(CommandContext context) {
        return new CommandLine(new StoreCommand())
                .addSubcommand(new StoreListCommand(context))
                .addSubcommand(new StoreVerifyCommand(context))
                .addSubcommand(new StoreCollectCommand(context))
                .addSubcommand(new StoreExportCommand(context))
                .addSubcommand(new StoreImportCommand(context));
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "dcd store needs a command; available commands: "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
