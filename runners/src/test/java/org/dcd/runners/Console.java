package org.dcd.runners;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.dcd.pipelines.beam.StageTransforms;
import org.dcd.pipelines.cli.Cli;
import org.dcd.pipelines.run.GraphRunners;

/** What a person sees of a command: exit code and both streams. */
record Console(int code, String out, String err) {
    /** Runs a command with the real stages on embedded Flink. */
    static Console run(String... args) {
        return run(new Runners(2), args);
    }

    /** Runs a command which must not need a pipeline. */
    static Console runWithoutPipelines(String... args) {
        return run(new NoRunners(), args);
    }

    private static Console run(GraphRunners runners, String... args) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream caughtOut = new ByteArrayOutputStream();
        ByteArrayOutputStream caughtErr = new ByteArrayOutputStream();
        System.setOut(new PrintStream(caughtOut, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(caughtErr, true, StandardCharsets.UTF_8));
        try {
            int code = Cli.execute(args, runners, StageTransforms.registered());
            return new Console(
                    code, caughtOut.toString(StandardCharsets.UTF_8), caughtErr.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
