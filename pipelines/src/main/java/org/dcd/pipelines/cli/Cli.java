package org.dcd.pipelines.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dcd.pipelines.beam.StageTransforms;
import org.dcd.pipelines.experiment.PathText;
import org.dcd.pipelines.run.GraphRunners;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.natives.NativeFolder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. Exit codes: 0 done, 1 failed or an expectation failed, 2 wrong input, 130 Ctrl-C. */
@Command(
        name = "dcd",
        description = "Distillation from Corrupted Data: from corrupted images to a one-step generator.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  dcd run experiments/quickstart.yaml        everything, from noisy images to the report",
            "  dcd plan experiments/quickstart.yaml       what would run, what is cached",
            "  dcd status                                 runs at work, and the latest that are finished",
            "  dcd attach                                 follows a run that goes on by itself on a cluster",
            "  dcd explain teacher.objective              what a key of an experiment file may be",
            "  dcd compare experiments/quickstart.yaml    scores of all seeds, held to what is expected",
            "  dcd reproduce quickstart-1                 the same run again, and what of it is not the same",
            "  dcd sample generator.onnx -o images.png    images from an exported generator",
            "  dcd inspect generator.onnx                 metadata of an exported network",
            "  dcd export sid.pkl -o generator.onnx       a public network of EDM or SiD, as ONNX",
            "  dcd score A B --metrics psnr,ssim          one folder of images against another",
            "  dcd weights list                           published weights that are there, and what to bring",
            "  dcd stats A --features FILE -o a.npz       mean and covariance of features, for dcd score",
            "  dcd restore NOISY --experiment my.yaml     images back from measurements, with a trained generator",
            "",
            "Exit codes: 0 done, 1 failed or an expectation failed, 2 wrong input, 130 Ctrl-C.",
            "'dcd COMMAND --help' tells more of a command."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Cli {
    static final int FAILED = 1;
    static final int WRONG_INPUT = 2;
    /** As shells have it for SIGINT. */
    static final int INTERRUPTED = 130;

    private Cli() {}

    /**
     * Runs the command for which this process was started, and returns its exit code. The process then has a folder for
     * temporary files, and whatever ends it or one of its threads is one line.
     *
     * @param check runs before the command; may throw {@link BadInputException}
     */
    public static int main(
            String[] args,
            Runnable check,
            GraphRunners runners,
            StageTransforms transforms,
            List<Object> furtherCommands) {
        boolean verbose = Arrays.asList(args).contains(HelpOptions.VERBOSE);
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, thrown) -> Failure.report(thread, thrown, verbose, System.err));
        try {
            Optional<RunFolder> temporary = RunFolder.ofProcess();
            giveHome();
            check.run();
            NativeFolder.prepareTemporary();
            int code = execute(args, runners, transforms, furtherCommands);
            temporary.ifPresent(RunFolder::close);
            return code;
        } catch (BadInputException e) {
            System.err.println("dcd: " + e.getMessage());
            return WRONG_INPUT;
        } catch (RuntimeException | Error e) {
            Failure.report(Thread.currentThread(), e, verbose, System.err);
            return FAILED;
        }
    }

    /** A user whom this system does not know, as in containers, has no home, for which Java has a question mark. */
    private static void giveHome() {
        if (!Path.of(System.getProperty("user.home", "")).isAbsolute()) {
            String home = System.getenv().getOrDefault("HOME", "");
            System.setProperty("user.home", home.startsWith("/") ? home : System.getProperty("java.io.tmpdir"));
        }
    }

    /** Runs a command of this process and returns the exit code. Call it before anything has logged. */
    public static int execute(String[] args, GraphRunners runners, StageTransforms transforms) {
        return execute(args, Session.ofProcess(runners, transforms), List.of());
    }

    /** As above, with further commands of picocli's. */
    public static int execute(
            String[] args, GraphRunners runners, StageTransforms transforms, List<Object> furtherCommands) {
        return execute(args, Session.ofProcess(runners, transforms), furtherCommands);
    }

    static int execute(String[] args, Session session) {
        return execute(args, session, List.of());
    }

    private static int execute(String[] args, Session session, List<Object> furtherCommands) {
        Logging.quieten(args);
        CommandLine command = commandLine(session, furtherCommands);
        int code;
        try {
            code = args.length == 0 ? noCommand(command) : command.execute(args);
        } catch (Error e) {
            // picocli hands on exceptions alone
            code = Failure.report(e, Arrays.asList(args).contains(HelpOptions.VERBOSE), session);
        }
        session.out().flush();
        session.err().flush();
        return code;
    }

    /** All commands with their options, to be read and not executed. */
    public static CommandLine commandLine(
            GraphRunners runners, StageTransforms transforms, List<Object> furtherCommands) {
        return commandLine(Session.ofProcess(runners, transforms), furtherCommands);
    }

    static CommandLine commandLine(Session session, List<Object> furtherCommands) {
        CommandLine command = new CommandLine(new Cli())
                .addSubcommand(new RunCommand(session))
                .addSubcommand(new AttachCommand(session))
                .addSubcommand(new StatusCommand(session))
                .addSubcommand(new PlanCommand(session))
                .addSubcommand(new CompareCommand(session))
                .addSubcommand(new ReproduceCommand(session))
                .addSubcommand(new SampleCommand(session))
                .addSubcommand(new InspectCommand(session))
                .addSubcommand(new ExportCommand(session))
                .addSubcommand(new ScoreCommand(session))
                .addSubcommand(WeightsCommand.in(session))
                .addSubcommand(new StatsCommand(session))
                .addSubcommand(new RestoreCommand(session))
                .addSubcommand(StoreCommand.in(session))
                .addSubcommand(new BenchCommand(session))
                .addSubcommand(new ExplainCommand(session))
                .addSubcommand(new SchemaCommand(session))
                .addSubcommand(new CompletionCommand(session));
        furtherCommands.forEach(command::addSubcommand);
        command.registerConverter(Path.class, Cli::path)
                .setOut(session.out())
                .setErr(session.err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, given) -> usageError(wrong, session))
                .setExecutionExceptionHandler((thrown, failed, parsed) ->
                        Failure.report(thrown, parsed.commandSpec().commandLine(), session));
        HelpLayout.apply(command, session.width());
        return command;
    }

    /** URLs and ~, which are no paths, are explained. */
    private static Path path(String text) {
        Path here = Path.of("");
        PathText.problemOfArgument(text, here).ifPresent(problem -> {
            throw new TypeConversionException(problem);
        });
        try {
            return here.resolve(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("needs a path, was '" + text + "'");
        }
    }

    private static int noCommand(CommandLine command) {
        command.usage(command.getErr());
        return WRONG_INPUT;
    }

    /** Picocli calls a command that it does not know an unmatched argument. */
    private static String problem(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        if (wrong instanceof UnmatchedArgumentException unmatched
                && command.getParent() == null
                && !unmatched.isUnknownOption()) {
            String given = unmatched.getUnmatched().get(0);
            List<String> suggestions = unmatched.getSuggestions();
            return "unknown command '" + given + "'"
                    + (suggestions.isEmpty() ? "" : "; did you mean " + suggestions.get(0) + "?")
                    + "; there are "
                    + String.join(", ", command.getSubcommands().keySet());
        }
        return wrong.getMessage();
    }

    private static int usageError(ParameterException wrong, Session session) {
        session.err().println("dcd: " + problem(wrong));
        session.err().println("Try '" + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        return WRONG_INPUT;
    }
}
