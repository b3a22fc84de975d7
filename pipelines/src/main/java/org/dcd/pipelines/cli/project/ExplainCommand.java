package org.dcd.pipelines.cli.project;

import java.util.List;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.reference.Explanation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code dcd explain KEY}. */
@Command(
        name = "explain",
        description = "Describe a key of experiment files: its meaning, values, range and default. Without a key,"
                + " list the"
                + " top-level keys.",
        footer = {
            "",
            "Examples:",
            "  dcd explain",
            "  dcd explain corruption.noise",
            "  dcd explain teacher.objective",
            "  dcd explain distillation.loss.sid.alpha"
        })
final class ExplainCommand implements Callable<Integer> {
    private static final int MAX_WIDTH = 100;

    private final CommandContext context;

    @Parameters(
            paramLabel = "KEY",
            arity = "0..1",
            description = "A dotted key; it may contain type names, as in distillation.loss.sid.alpha.")
    private String key = "";

    @Mixin
    private HelpOptions help;

    ExplainCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        int width = Math.min(MAX_WIDTH, context.width());
        List<String> lines = key.isEmpty() ? Explanation.ofTop(width) : Explanation.of(key, width);
        lines.forEach(context.out()::println);
        return 0;
    }
}
