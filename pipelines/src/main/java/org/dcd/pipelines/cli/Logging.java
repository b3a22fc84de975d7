package org.dcd.pipelines.cli;

import java.util.Arrays;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Keeps libraries silent unless a person asks to hear them. */
final class Logging {
    private static final String SIMPLE_LOGGER = "org.slf4j.simpleLogger.";

    private Logging() {}

    /** Must come before the first logger is made: slf4j-simple reads its settings once. */
    static void quieten(String[] args) {
        boolean verbose = Arrays.asList(args).contains(CommonOptions.VERBOSE);
        set("defaultLogLevel", verbose ? "info" : "off");
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
