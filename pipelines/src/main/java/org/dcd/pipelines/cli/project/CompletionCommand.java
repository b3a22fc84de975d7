package org.dcd.pipelines.cli.project;

import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.HelpOptions;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dcd completion SHELL}. */
@Command(
        name = "completion",
        description = "Print a shell script that completes commands, options and files.",
        footer = {
            "",
            "Examples:",
            "  source <(dcd completion bash)      in ~/.bashrc",
            "  source <(dcd completion zsh)       in ~/.zshrc, after compinit"
        })
final class CompletionCommand implements Callable<Integer> {
    private enum Shell {
        BASH,
        ZSH
    }

    private final CommandContext context;

    @Spec
    private CommandSpec self;

    @Parameters(paramLabel = "SHELL", description = "Shell: bash or zsh.")
    private Shell shell;

    @Mixin
    private HelpOptions help;

    CompletionCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        CommandLine root = self.root().commandLine();
        String script =
                switch (shell) {
                        // the script of picocli serves both: it loads bashcompinit in zsh
                    case BASH, ZSH -> AutoComplete.bash(root.getCommandName(), root);
                };
        context.out().print(script);
        return 0;
    }
}
