package org.dcd.pipelines.cli;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.schemas.io.Urls;

/** Keeps libraries silent unless a person asks to hear them. */
final class Logging {
    private static final String SIMPLE_LOGGER = "org.slf4j.simpleLogger.";

    /** Loggers that the distribution gives levels of their own. */
    private static final List<String> NAMED = List.of(
            "ai.djl",
            "org.apache.beam",
            "org.apache.flink",
            "org.apache.hadoop",
            "org.apache.parquet",
            "org.apache.pekko");

    private Logging() {}

    /** Must come before the first logger is made: slf4j-simple reads its settings once. */
    static void quieten(String[] args) {
        boolean verbose = Arrays.asList(args).contains(HelpOptions.VERBOSE);
        String level = verbose ? "info" : "off";
        set("defaultLogLevel", level);
        NAMED.forEach(logger -> set("log." + logger, level));
        set("showDateTime", "true");
        set("dateTimeFormat", "HH:mm:ss");
        set("showThreadName", "false");
        set("showShortLogName", "true");
        if (verbose) {
            System.setErr(new SecretsStream(System.err));
        } else {
            LogManager.getLogManager().reset();
            Logger.getLogger("").setLevel(Level.OFF);
        }
    }

    /** Takes users, passwords and tokens out of URLs that libraries log. */
    private static final class SecretsStream extends PrintStream {
        SecretsStream(PrintStream out) {
            super(out, true);
        }

        /** All that is printed as text passes here. */
        @Override
        public void print(String text) {
            super.print(Urls.withoutSecrets(String.valueOf(text)));
        }
    }

    private static void set(String name, String value) {
        System.setProperty(SIMPLE_LOGGER + name, value);
    }
}
