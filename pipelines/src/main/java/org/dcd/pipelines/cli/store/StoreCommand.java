package org.dcd.pipelines.cli.store;

import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dcd store ls|verify|gc|export|import}. */
@Command(
        name = "store",
        description = "Shows, checks, tidies and carries what finished stages have left.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  dcd store ls           finished stages, their sizes, and which experiments refer to them",
            "  dcd store verify       hashes every file again",
            "  dcd store gc           shows what no run refers to; --yes deletes it",
            "  dcd store export quickstart-1 -o run.zip    a run as one file",
            "  dcd store import run.zip                    and back, on another machine"
        })
public final class StoreCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOptions helpOptions;

    /** The command with its subcommands. */
    public static CommandLine of(Session session) {
        return new CommandLine(new StoreCommand())
                .addSubcommand(new StoreListCommand(session))
                .addSubcommand(new StoreVerifyCommand(session))
                .addSubcommand(new StoreCollectCommand(session))
                .addSubcommand(new StoreExportCommand(session))
                .addSubcommand(new StoreImportCommand(session));
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "dcd store needs a command; there are "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
