package org.dcd.pipelines.cli.console;

import java.nio.file.Path;

/** The project folder. */
public final class DcdHome {
    /** Name of the default store in the project folder. */
    public static final String STORE = ".dcd";

    private DcdHome() {}

    /**
     * The project folder: the system property {@code dcd.home}, which the launcher script sets, then the environment
     * variable {@code DCD_HOME}, then the working directory.
     */
    public static Path folder() {
        return Path.of(System.getProperty("dcd.home", System.getenv().getOrDefault("DCD_HOME", "")));
    }
}
