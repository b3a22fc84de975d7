package org.dcd.pipelines.cli;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.schemas.io.Urls;

/** Turns off the logs of libraries unless {@code --verbose} is given. */
final class Logging {
    private static final String SIMPLE_LOGGER = "org.slf4j.simpleLogger.";

    /** Loggers for which simplelogger.properties of the distribution sets levels. */
    private static final List<String> NAMED = List.of(
            "ai.djl",
            "org.apache.beam",
            "org.apache.flink",
            "org.apache.hadoop",
            "org.apache.parquet",
            "org.apache.pekko");

    private Logging() {}

    /** Sets the log levels. Must run before the first logger is created: slf4j-simple reads its settings once. */
    static void configure(String[] args) {
        boolean verbose = Arrays.asList(args).contains(HelpOptions.VERBOSE);
        String level = verbose ? "info" : "off";
        set("defaultLogLevel", level);
        NAMED.forEach(logger -> set("log." + logger, level));
        set("showDateTime", "true");
        set("dateTimeFormat", "HH:mm:ss");
        set("showThreadName", "false");
        set("showShortLogName", "true");
        if (verbose) {
            System.setErr(new RedactingStream(System.err));
        } else {
            LogManager.getLogManager().reset();
            Logger.getLogger("").setLevel(Level.OFF);
        }
    }

    /** Removes user names, passwords and tokens from URLs that libraries log. */
    private static final class RedactingStream extends PrintStream {
        RedactingStream(PrintStream out) {
            super(out, true);
        }

        /** The other print methods for text call this one. */
        @Override
        public void print(String text) {
            super.print(Urls.withoutSecrets(String.valueOf(text)));
        }
    }

    private static void set(String name, String value) {
        System.setProperty(SIMPLE_LOGGER + name, value);
    }
}
