package org.dcd.pipelines.cli.console;

import java.nio.file.Path;

/** Where the project lies. */
public final class Home {
    /** The store beside the project, where nothing else is asked for. */
    public static final String STORE = ".dcd";

    private Home() {}

    /** Folder of the project, which the launcher tells; otherwise where we are. */
    public static Path folder() {
        return Path.of(System.getProperty("dcd.home", System.getenv().getOrDefault("DCD_HOME", "")));
    }
}
