package org.dcd.runners;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * The example of a plug-in in {@code src/test/plugin-example}, a Maven project of its own, built as Maven does: javac
 * with the modules that it depends on, and the annotation processors that it finds on their class path.
 *
 * @param sources text of each source file by its name
 */
public record PluginProject(Map<String, String> sources) {
    private static final Path HOME = Path.of(System.getProperty("basedir", "."), "src/test/plugin-example")
            .toAbsolutePath();

    /** The project in the source tree. */
    public static PluginProject example() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.list(HOME.resolve("src/main/java/org/example"))) {
            for (Path file : files.toList()) {
                sources.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return new PluginProject(sources);
    }

    /** With one file changed; the file is removed where its new text is empty. */
    public PluginProject with(String file, UnaryOperator<String> change) {
        Map<String, String> changed = new TreeMap<>(sources);
        String before = changed.remove(file);
        String after = change.apply(before);
        if (after.equals(before)) {
            throw new AssertionError(file + " is unchanged");
        }
        if (!after.isEmpty()) {
            changed.put(file, after);
        }
        return new PluginProject(changed);
    }

    /** Copies the experiment of the example, which needs no files, into a folder. Returns its path. */
    public static Path writeExperiment(Path folder) throws IOException {
        return Files.copy(HOME.resolve("experiment.yaml"), folder.resolve("experiment.yaml"));
    }

    /** Builds the jar. */
    public Path build(Path jar) throws IOException {
        return build(jar, List.of());
    }

    /** Builds the jar with further options of javac. */
    Path build(Path jar, List<String> options) throws IOException {
        Path work = Files.createTempDirectory(jar.getParent(), "plugin");
        Path classes = Files.createDirectory(work.resolve("classes"));
        List<String> arguments =
                new ArrayList<>(List.of("--release", "17", "-encoding", "UTF-8", "-Xlint:none", "-cp"));
        arguments.add(classPath());
        arguments.addAll(List.of("-d", classes.toString()));
        arguments.addAll(options);
        for (Map.Entry<String, String> source : sources.entrySet()) {
            arguments.add(Files.writeString(work.resolve(source.getKey()), source.getValue())
                    .toString());
        }
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int code = ToolProvider.getSystemJavaCompiler().run(null, errors, errors, arguments.toArray(String[]::new));
        if (code != 0) {
            throw new AssertionError(errors.toString(StandardCharsets.UTF_8));
        }
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
            }
        }
        return jar;
    }

    /** Of dcd-pipelines: neither this module nor any tests. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(place -> !place.contains("test-classes") && !place.matches(".*\\brunners[/\\\\]target\\b.*"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
