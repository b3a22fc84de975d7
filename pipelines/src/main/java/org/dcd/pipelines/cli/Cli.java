package org.dcd.pipelines.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dcd.pipelines.beam.StageTransforms;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.ExitCode;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.MoreHeapException;
import org.dcd.pipelines.cli.project.ProjectCommands;
import org.dcd.pipelines.cli.run.RunCommands;
import org.dcd.pipelines.cli.score.ScoreCommands;
import org.dcd.pipelines.cli.store.StoreCommand;
import org.dcd.pipelines.cli.weights.WeightsCommand;
import org.dcd.pipelines.experiment.PathText;
import org.dcd.pipelines.run.GraphRunners;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.natives.NativeFolder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** The command line: assembles the commands, runs one, and maps its outcome to an {@link ExitCode}. */
@Command(
        name = "dcd",
        description = "Distillation from Corrupted Data: from corrupted images to a one-step generator.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  dcd run experiments/quickstart.yaml        run an experiment, from noisy images to the report",
            "  dcd plan experiments/quickstart.yaml       show which stages would run and which are cached",
            "  dcd status                                 list active runs and recently finished ones",
            "  dcd attach                                 follow a detached run on a cluster",
            "  dcd explain teacher.objective              describe a key of experiment files",
            "  dcd compare experiments/quickstart.yaml    show the scores of all seeds and check the expectations",
            "  dcd reproduce quickstart-1                 re-run a finished run and report differences",
            "  dcd sample generator.onnx -o images.png    draw images from an exported generator",
            "  dcd inspect generator.onnx                 show the metadata of an exported network",
            "  dcd export sid.pkl -o generator.onnx       convert a published network of EDM or SiD to ONNX",
            "  dcd score A B --metrics psnr,ssim          score one folder of images against another",
            "  dcd weights list                           list imported weights and those that are missing",
            "  dcd stats A --features FILE -o a.npz       compute mean and covariance of features for dcd score",
            "  dcd restore NOISY --experiment my.yaml     restore images from measurements with a trained model",
            "  dcd doctor                                 show what this machine offers and what is wrong with it",
            "",
            "Exit codes: 0 success; 1 failure, or an expectation failed; 2 invalid input; 130 interrupted (Ctrl-C).",
            "Run 'dcd COMMAND --help' for the options and examples of a command."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Cli {
    private static final int DOCUMENTED_WIDTH = 100;

    private Cli() {}

    /**
     * Runs the command of this process with a temporary folder of its own. Errors of the command, and of any other
     * thread, are reported on standard error in one line each.
     *
     * @param check runs before the command; may throw {@link BadInputException}
     * @param runners the runners that {@code --runner} can name
     * @param transforms run the stages of a graph
     * @param furtherCommands picocli commands to add to those of this module
     * @return the exit code
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
            LargerHeap.endWithParent();
            Optional<TemporaryFolder> temporary = TemporaryFolder.ofProcess();
            setUserHome();
            check.run();
            NativeFolder.prepareTemporary();
            int code = execute(args, runners, transforms, furtherCommands);
            temporary.ifPresent(TemporaryFolder::close);
            return code;
        } catch (BadInputException e) {
            System.err.println("dcd: " + e.getMessage());
            return ExitCode.WRONG_INPUT;
        } catch (RuntimeException | Error e) {
            Failure.report(Thread.currentThread(), e, verbose, System.err);
            return ExitCode.FAILED;
        }
    }

    /** Users without an entry in the password file, as in containers, have {@code user.home=?} in Java. */
    private static void setUserHome() {
        if (!Path.of(System.getProperty("user.home", "")).isAbsolute()) {
            String home = System.getenv().getOrDefault("HOME", "");
            System.setProperty("user.home", home.startsWith("/") ? home : System.getProperty("java.io.tmpdir"));
        }
    }

    /**
     * Runs one command on the streams of this process. Call it before the first logger is created, since it sets the
     * log level.
     *
     * @return the exit code
     */
    public static int execute(String[] args, GraphRunners runners, StageTransforms transforms) {
        return execute(args, CommandContext.ofProcess(runners, transforms), List.of());
    }

    /**
     * Runs one command on the streams of this process, like {@link #execute(String[], GraphRunners, StageTransforms)}.
     *
     * @param furtherCommands picocli commands to add to those of this module
     * @return the exit code
     */
    public static int execute(
            String[] args, GraphRunners runners, StageTransforms transforms, List<Object> furtherCommands) {
        return execute(args, CommandContext.ofProcess(runners, transforms), furtherCommands);
    }

    static int execute(String[] args, CommandContext context) {
        return execute(args, context, List.of());
    }

    private static int execute(String[] args, CommandContext context, List<Object> furtherCommands) {
        Logging.configure(args);
        CommandLine command = commandLine(context, furtherCommands);
        int code;
        try {
            code = args.length == 0 ? noCommand(command) : command.execute(args);
        } catch (Error e) {
            // picocli passes only exceptions to its handler, not errors
            code = Failure.report(e, Arrays.asList(args).contains(HelpOptions.VERBOSE), context);
        }
        context.out().flush();
        context.err().flush();
        return code;
    }

    /**
     * All commands with their options, for tests of documents and help. The help has lines of 100 characters,
     * independent of the terminal.
     *
     * @param furtherCommands picocli commands to add to those of this module
     */
    public static CommandLine commandLine(
            GraphRunners runners, StageTransforms transforms, List<Object> furtherCommands) {
        return commandLine(CommandContext.ofProcess(runners, transforms).withWidth(DOCUMENTED_WIDTH), furtherCommands);
    }

    static CommandLine commandLine(CommandContext context, List<Object> furtherCommands) {
        CommandLine command = new CommandLine(new Cli());
        Stream.of(
                        RunCommands.of(context),
                        ScoreCommands.of(context),
                        List.of(WeightsCommand.of(context), StoreCommand.of(context)),
                        ProjectCommands.of(context),
                        furtherCommands)
                .flatMap(List::stream)
                .forEach(command::addSubcommand);
        command.registerConverter(Path.class, Cli::path)
                .setOut(context.out())
                .setErr(context.err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, given) -> usageError(wrong, context))
                .setExecutionExceptionHandler((thrown, failed, parsed) -> failed(thrown, parsed, context));
        HelpLayout.apply(command, context.width());
        return command;
    }

    /** Refuses URLs and paths that start with ~ with a message of their own. */
    private static Path path(String text) {
        Path here = Path.of("");
        PathText.problemOfArgument(text, here).ifPresent(problem -> {
            throw new TypeConversionException(problem);
        });
        try {
            return here.resolve(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("must be a path, was '" + text + "'");
        }
    }

    private static int failed(Exception thrown, ParseResult parsed, CommandContext context) {
        return thrown instanceof MoreHeapException heap
                ? LargerHeap.run(heap, parsed.originalArgs())
                : Failure.report(thrown, parsed.commandSpec().commandLine(), context);
    }

    private static int noCommand(CommandLine command) {
        command.usage(command.getErr());
        return ExitCode.WRONG_INPUT;
    }

    private static int usageError(ParameterException wrong, CommandContext context) {
        context.err().println("dcd: " + UsageErrors.message(wrong));
        context.err().println("Try '" + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.WRONG_INPUT;
    }
}
