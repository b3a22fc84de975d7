package org.dcd.pipelines.cli;

import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

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
        if (!verbose) {
            LogManager.getLogManager().reset();
            Logger.getLogger("").setLevel(Level.OFF);
        }
    }

    private static void set(String name, String value) {
        System.setProperty(SIMPLE_LOGGER + name, value);
    }
}
