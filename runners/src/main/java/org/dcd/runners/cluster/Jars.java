package org.dcd.runners.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dcd.pipelines.cli.console.DcdHome;
import org.dcd.schemas.BadInputException;

/**
 * The jars of a build in groups by where a cluster has them ({@code runners/pom.xml}): {@code flink} are Flink's own,
 * {@code both} those that Flink has and jobs bring in their own versions, {@code worker} those that belong in Flink's
 * {@code lib} folder, {@code launcher} those that only the launcher needs, and {@code application} all others.
 *
 * @param folder {@code runners/target}, or a folder with the same layout
 */
record Jars(Path folder) {
    /**
     * The jars that the launcher script built, or those in the folder that the Java property {@code dcd.jars} names.
     */
    static Jars ofThisBuild() {
        String given = System.getProperty("dcd.jars");
        Path folder = given == null ? DcdHome.folder().resolve(Path.of("runners", "target")) : Path.of(given);
        if (!Files.isDirectory(folder.resolve("lib").resolve("application"))) {
            throw new BadInputException(folder.toAbsolutePath()
                    + " has no jars of a build; start with ./dcd, which builds them, or run mvn package");
        }
        return new Jars(folder.toAbsolutePath().normalize());
    }

    /**
     * Puts the jars for processes of a cluster into another folder, because the next build deletes those of this one.
     * Makes hard links, or copies where the file system has no links.
     */
    Jars forProcesses(Path target) throws IOException {
        for (String part : List.of("lib/flink", "lib/both", "lib/worker", "plugins/gpu")) {
            Path into = Files.createDirectories(target.resolve(part));
            for (Path jar : in(part)) {
                Path place = into.resolve(jar.getFileName());
                try {
                    Files.createLink(place, jar);
                } catch (IOException | UnsupportedOperationException noLinks) {
                    Files.copy(jar, place);
                }
            }
        }
        return new Jars(target);
    }

    List<Path> flink() throws IOException {
        return in("lib/flink");
    }

    List<Path> both() throws IOException {
        return in("lib/both");
    }

    List<Path> worker() throws IOException {
        return in("lib/worker");
    }

    List<Path> application() throws IOException {
        return in("lib/application");
    }

    /** Folder of Flink's plugins, with one folder for each plugin. */
    Path plugins() {
        return folder.resolve("plugins");
    }

    private List<Path> in(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(name))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }
}
