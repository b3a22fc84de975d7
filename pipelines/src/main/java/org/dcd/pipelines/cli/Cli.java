package org.dcd.pipelines.cli;

import org.dcd.pipelines.graph.PipelineExecutor;
import org.dcd.pipelines.graph.StageTransforms;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command line. Exit codes: 0 done, 1 failed or an expectation failed, 2 wrong input. */
@Command(
        name = "dcd",
        description = "Distillation from Corrupted Data: from corrupted images to a one-step generator.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "dcd 0.1.0")
public final class Cli {
    static final int FAILED = 1;
    static final int WRONG_INPUT = 2;

    private Cli() {}

    /** Runs a command of this process and returns the exit code. Call it before anything has logged. */
    public static int execute(String[] args, PipelineExecutor executor, StageTransforms transforms) {
        return execute(args, Session.ofProcess(executor, transforms));
    }

    static int execute(String[] args, Session session) {
        Logging.quieten(args);
        CommandLine command = new CommandLine(new Cli())
                .addSubcommand(new RunCommand(session))
                .addSubcommand(new PlanCommand(session))
                .addSubcommand(new CompareCommand(session))
                .addSubcommand(new SampleCommand(session))
                .setOut(session.out())
                .setErr(session.err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, given) -> usageError(wrong, session))
                .setExecutionExceptionHandler((thrown, failed, parsed) ->
                        Failure.report(thrown, parsed.commandSpec().commandLine(), session));
        int code = args.length == 0 ? noCommand(command) : command.execute(args);
        session.out().flush();
        session.err().flush();
        return code;
    }

    private static int noCommand(CommandLine command) {
        command.usage(command.getErr());
        return WRONG_INPUT;
    }

    private static int usageError(ParameterException wrong, Session session) {
        session.err().println("dcd: " + wrong.getMessage());
        session.err().println("Try '" + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        return WRONG_INPUT;
    }
}
