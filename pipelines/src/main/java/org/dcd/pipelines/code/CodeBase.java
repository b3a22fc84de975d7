package org.dcd.pipelines.code;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The class files of this project on the class path, or those of one plug-in. A class is read from the first folder or
 * jar that has it, like the class loader does, but about ten times faster, because only jars of the project are
 * searched.
 *
 * @param prefix prefix of the names of its files; empty for all files
 * @param places folders and jars in the order of the class path
 */
record CodeBase(String prefix, List<Path> places) {
    private static final String OURS = "org/dcd/";

    /** Open jars. They stay open: they are on the class path, and the JVM keeps them open too. */
    private static final Map<Path, ZipFile> JARS = new ConcurrentHashMap<>();

    CodeBase {
        places = List.copyOf(places);
    }

    /** The code of this project. */
    static CodeBase ofThisProject() {
        Set<Path> places = new LinkedHashSet<>();
        try {
            for (URL url : Collections.list(CodeBase.class.getClassLoader().getResources(OURS))) {
                places.add(place(url));
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the class path has an entry that is not a file: " + e.getInput(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new CodeBase(OURS, List.copyOf(places));
    }

    /** The jar or folder of a class; empty where its class loader does not provide it. */
    static Optional<CodeBase> of(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new CodeBase("", List.of(Path.of(source.getLocation().toURI()))));
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** {@code file:/a/classes/org/dcd/} is in {@code /a/classes}, {@code jar:file:/a/b.jar!/org/dcd/} in the jar. */
    private static Path place(URL url) throws IOException, URISyntaxException {
        if (url.getProtocol().equals("jar")) {
            URLConnection connection = url.openConnection();
            return Path.of(((JarURLConnection) connection).getJarFileURL().toURI());
        }
        return Path.of(url.toURI()).getParent().getParent();
    }

    /** A class file by internal name; empty where it is not part of this code base. */
    Optional<byte[]> classFile(String internalName) {
        return file(internalName + ".class");
    }

    /** A file by its path from the root of the class path; empty where it is not part of this code base. */
    Optional<byte[]> file(String name) {
        if (!name.startsWith(prefix)) {
            return Optional.empty();
        }
        for (Path place : places) {
            Optional<byte[]> found = read(place, name);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<byte[]> read(Path place, String name) {
        try {
            if (Files.isDirectory(place)) {
                Path file = place.resolve(name);
                return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
            }
            ZipFile jar = JARS.computeIfAbsent(place, CodeBase::open);
            ZipEntry entry = jar.getEntry(name);
            if (entry == null || entry.isDirectory()) {
                return Optional.empty();
            }
            try (InputStream in = jar.getInputStream(entry)) {
                return Optional.of(in.readAllBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own code in " + place + " cannot be read", e);
        }
    }

    private static ZipFile open(Path jar) {
        try {
            return new ZipFile(jar.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own code in " + jar + " cannot be read", e);
        }
    }
}
