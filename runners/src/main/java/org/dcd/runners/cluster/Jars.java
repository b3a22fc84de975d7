package org.dcd.runners.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dcd.pipelines.cli.console.DcdHome;
import org.dcd.schemas.BadInputException;

/**
 * The jars of a build by who has them on a cluster ({@code runners/pom.xml}): {@code flink} those of Flink itself,
 * {@code both} those that Flink has and jobs bring along, {@code worker} those that belong into Flink's {@code lib},
 * {@code launcher} those that only who starts a run needs, {@code application} all others.
 *
 * @param folder {@code runners/target}, or one laid out alike
 */
record Jars(Path folder) {
    /** Those of the project that the launcher runs, or that the Java property {@code dcd.jars} names. */
    static Jars ofThisBuild() {
        String given = System.getProperty("dcd.jars");
        Path folder = given == null ? DcdHome.folder().resolve(Path.of("runners", "target")) : Path.of(given);
        if (!Files.isDirectory(folder.resolve("lib").resolve("application"))) {
            throw new BadInputException(folder.toAbsolutePath()
                    + " has no jars of a build; start with ./dcd, which builds them," + " or run mvn package");
        }
        return new Jars(folder.toAbsolutePath().normalize());
    }

    /**
     * What processes of a cluster run, in another folder: the next build takes the jars of this one away. Links where
     * the file system has them, else copies.
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

    /** Folder of Flink's plugins, one folder each. */
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
