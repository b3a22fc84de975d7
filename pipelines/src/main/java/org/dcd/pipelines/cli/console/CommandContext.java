package org.dcd.pipelines.cli.console;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import org.dcd.pipelines.beam.StageTransforms;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.pipelines.run.GraphRunner;
import org.dcd.pipelines.run.GraphRunners;
import org.dcd.pipelines.tracking.TrackingSettings;
import org.dcd.schemas.BadInputException;

/**
 * The environment of a command: runners, streams, terminal, clock and tracking servers.
 *
 * @param runners the runners that {@code --runner} can name, the default first
 * @param transforms run the stages of a graph
 * @param out standard output: results and progress; secrets in URLs are removed
 * @param err standard error: errors and notices; secrets in URLs are removed
 * @param terminal whether {@code out} is a terminal whose lines can be overwritten
 * @param width characters in a line of the output
 * @param clock the current time, for progress and ages
 * @param tracking servers that receive the results of runs
 */
public record CommandContext(
        GraphRunners runners,
        StageTransforms transforms,
        PrintWriter out,
        PrintWriter err,
        boolean terminal,
        int width,
        InstantSource clock,
        TrackingSettings tracking) {
    private static final int DEFAULT_WIDTH = 80;
    private static final int MIN_WIDTH = 40;

    /** Removes secrets from everything that commands print. */
    public CommandContext {
        out = RedactingWriter.around(out);
        err = RedactingWriter.around(err);
    }

    /** The same context with another line width. */
    public CommandContext withWidth(int characters) {
        return new CommandContext(runners, transforms, out, err, terminal, characters, clock, tracking);
    }

    /** The runner that the options choose; it is not contacted yet. */
    public GraphRunner runner(RunnerOptions options) {
        return runners.of(profile(options));
    }

    /**
     * The profile of the runner that the options choose.
     *
     * @throws BadInputException when there is no runner of that name
     */
    public RunnerProfile profile(RunnerOptions options) {
        List<String> names = runners.names();
        RunnerProfile profile = options.profile(names.get(0));
        if (!names.contains(profile.runner())) {
            throw new BadInputException(
                    "--runner must be one of " + String.join(", ", names) + ", was " + profile.runner());
        }
        return profile;
    }

    /** The context of this process: its streams, terminal and environment variables. */
    public static CommandContext ofProcess(GraphRunners runners, StageTransforms transforms) {
        String term = System.getenv().getOrDefault("TERM", "dumb");
        boolean terminal = System.console() != null && !term.equals("dumb");
        return new CommandContext(
                runners,
                transforms,
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                terminal,
                width(System.getenv("COLUMNS"), terminal),
                InstantSource.system(),
                TrackingSettings.of(System.getenv()));
    }

    /** {@code COLUMNS} when it is exported (shells do not export it by default), otherwise the terminal's width. */
    private static int width(String columns, boolean terminal) {
        String width = columns != null || !terminal ? columns : terminalSize().replaceFirst("^\\d+ ", "");
        return width != null && width.matches("\\d{1,4}") && !width.matches("0+")
                ? Math.max(MIN_WIDTH, Integer.parseInt(width))
                : DEFAULT_WIDTH;
    }

    /** Rows and columns as {@code stty size} prints them; empty when it fails. */
    private static String terminalSize() {
        File device = new File("/dev/tty");
        if (!device.canRead()) {
            return "";
        }
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(device)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream answer = stty.getInputStream()) {
                return new String(answer.readAllBytes(), StandardCharsets.US_ASCII).strip();
            }
        } catch (IOException noStty) {
            return "";
        }
    }
}
