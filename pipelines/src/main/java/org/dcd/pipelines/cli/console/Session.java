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
 * What commands work with.
 *
 * @param out results and progress
 * @param err what went wrong
 * @param terminal whether {@code out} is a terminal whose lines can be written again
 * @param width characters in a line of it
 * @param tracking servers that are told about runs
 */
public record Session(
        GraphRunners runners,
        StageTransforms transforms,
        PrintWriter out,
        PrintWriter err,
        boolean terminal,
        int width,
        InstantSource clock,
        TrackingSettings tracking) {
    private static final int USUAL_WIDTH = 80;
    private static final int LEAST_WIDTH = 40;

    public Session {
        out = SecretsWriter.before(out);
        err = SecretsWriter.before(err);
    }

    /** The runner that options choose. */
    public GraphRunner runner(RunnerOptions options) {
        return runners.of(profile(options));
    }

    /** The profile of the runner that options choose. */
    public RunnerProfile profile(RunnerOptions options) {
        List<String> names = runners.names();
        RunnerProfile profile = options.profile(names.get(0));
        if (!names.contains(profile.runner())) {
            throw new BadInputException(
                    "--runner must be one of " + String.join(", ", names) + ", was " + profile.runner());
        }
        return profile;
    }

    /** The process's own streams. */
    public static Session ofProcess(GraphRunners runners, StageTransforms transforms) {
        String term = System.getenv().getOrDefault("TERM", "dumb");
        boolean terminal = System.console() != null && !term.equals("dumb");
        return new Session(
                runners,
                transforms,
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                terminal,
                width(System.getenv("COLUMNS"), terminal),
                InstantSource.system(),
                TrackingSettings.of(System.getenv()));
    }

    /** Of {@code COLUMNS} where it is exported, which shells leave to the user, otherwise of the terminal. */
    private static int width(String columns, boolean terminal) {
        String width = columns != null || !terminal ? columns : terminalSize().replaceFirst("^\\d+ ", "");
        return width != null && width.matches("\\d{1,4}") && !width.matches("0+")
                ? Math.max(LEAST_WIDTH, Integer.parseInt(width))
                : USUAL_WIDTH;
    }

    /** Rows and columns, as {@code stty size} gives them; empty when it does not. */
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
        } catch (IOException notThere) {
            return "";
        }
    }
}
