package org.dcd.runners;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.dcd.pipelines.beam.StageTransforms;
import org.dcd.pipelines.cli.Cli;
import org.dcd.pipelines.run.GraphRunners;

/** Exit code and output of a command. */
record Console(int code, String out, String err) {
    /** Runs a command with the real stages on embedded Flink. */
    static Console run(String... args) {
        return run(new Runners(2), args);
    }

    /** Runs a command; fails if it starts a pipeline. */
    static Console runWithoutPipelines(String... args) {
        return run(new NoRunners(), args);
    }

    private static Console run(GraphRunners runners, String... args) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream capturedOut = new ByteArrayOutputStream();
        ByteArrayOutputStream capturedErr = new ByteArrayOutputStream();
        System.setOut(new PrintStream(capturedOut, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(capturedErr, true, StandardCharsets.UTF_8));
        try {
            int code = Cli.execute(args, runners, StageTransforms.registered(), Dcd.clusterCommands());
            return new Console(
                    code, capturedOut.toString(StandardCharsets.UTF_8), capturedErr.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
