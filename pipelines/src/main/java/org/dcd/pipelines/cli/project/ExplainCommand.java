package org.dcd.pipelines.cli.project;

import java.util.List;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.Session;
import org.dcd.pipelines.reference.Explanation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code dcd explain KEY}. */
@Command(
        name = "explain",
        description = "Tells what a key of an experiment file means and what it may be, with its range and its default;"
                + " without a key, which there are.",
        footer = {
            "",
            "Examples:",
            "  dcd explain",
            "  dcd explain corruption.noise",
            "  dcd explain teacher.objective",
            "  dcd explain distillation.loss.sid.alpha"
        })
final class ExplainCommand implements Callable<Integer> {
    private static final int WIDEST = 100;

    private final Session session;

    @Parameters(
            paramLabel = "KEY",
            arity = "0..1",
            description = "A key, dotted; members of open families may stand among its words.")
    private String key = "";

    @Mixin
    private HelpOptions help;

    ExplainCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        int width = Math.min(WIDEST, session.width());
        List<String> lines = key.isEmpty() ? Explanation.ofTop(width) : Explanation.of(key, width);
        lines.forEach(session.out()::println);
        return 0;
    }
}
