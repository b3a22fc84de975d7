package org.dcd.pipelines.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dcd store ls|verify|gc}. */
@Command(
        name = "store",
        description = "Shows, checks and tidies what finished stages have left.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  dcd store ls           finished stages, their sizes, and which experiments refer to them",
            "  dcd store verify       hashes every file again",
            "  dcd store gc           shows what no run refers to; --yes deletes it"
        })
final class StoreCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOptions helpOptions;

    static CommandLine in(Session session) {
        return new CommandLine(new StoreCommand())
                .addSubcommand(new StoreListCommand(session))
                .addSubcommand(new StoreVerifyCommand(session))
                .addSubcommand(new StoreCollectCommand(session));
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "dcd store needs a command; there are "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
