package org.dcd.runners.cluster;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The jar that is sent to a cluster with every job: all classes that the cluster does not have. Service files and
 * indexes of registered classes with the same name are merged; of other files, the first counts, as on a class path.
 *
 * <p>Not built by the Maven Shade plug-in, because the jar is made only when a job is first sent to a cluster:
 * otherwise, every build would take longer and leave 92 MB of jars twice.
 */
final class ApplicationJar {
    static final String NAME = "dcd-application.jar";

    private static final String MAIN = "org.dcd.runners.Dcd";
    /** Folders of files of lines, which several jars have under the same name: their lines are joined. */
    private static final List<String> MERGED = List.of("META-INF/services/", "META-INF/annotations/");

    private static final FileTime START_OF_TIME = FileTime.fromMillis(315_532_800_000L);

    private final Set<String> written = new HashSet<>();
    private final Map<String, ByteArrayOutputStream> merged = new TreeMap<>();

    private ApplicationJar() {}

    /**
     * The jar of a build. Makes it if it does not exist or one of its parts is newer; in the folder for temporary files
     * if that of the build is read-only.
     */
    static Path of(Jars jars) throws IOException {
        List<Path> parts = new ArrayList<>(jars.application());
        parts.addAll(jars.both());
        Path jar = jars.folder().resolve(NAME);
        if (!isFresh(jar, parts) && !Files.isWritable(jars.folder())) {
            jar = Path.of(System.getProperty("java.io.tmpdir"), NAME);
        }
        if (!isFresh(jar, parts)) {
            // not Files.createTempFile: only its owner could read it
            Path fresh = jar.resolveSibling("." + NAME + "-" + UUID.randomUUID() + ".tmp");
            try {
                new ApplicationJar().write(parts, fresh);
                Files.move(fresh, jar, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
        }
        return jar;
    }

    private static boolean isFresh(Path jar, List<Path> parts) throws IOException {
        if (!Files.exists(jar)) {
            return false;
        }
        FileTime made = Files.getLastModifiedTime(jar);
        for (Path part : parts) {
            if (Files.getLastModifiedTime(part).compareTo(made) > 0) {
                return false;
            }
        }
        return true;
    }

    private void write(List<Path> parts, Path target) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(target)))) {
            Manifest manifest = new Manifest();
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, MAIN);
            manifest.getMainAttributes().putValue("Multi-Release", "true");
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            manifest.write(text);
            put(out, "META-INF/MANIFEST.MF", new ByteArrayInputStream(text.toByteArray()));
            for (Path part : parts) {
                copy(part, out);
            }
            for (Map.Entry<String, ByteArrayOutputStream> file : merged.entrySet()) {
                put(out, file.getKey(), new ByteArrayInputStream(file.getValue().toByteArray()));
            }
        }
    }

    private void copy(Path part, ZipOutputStream out) throws IOException {
        try (ZipFile zip = new ZipFile(part.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String name = entry.getName();
                if (entry.isDirectory() || isLeftOut(name)) {
                    continue;
                }
                try (InputStream in = zip.getInputStream(entry)) {
                    if (MERGED.stream().anyMatch(name::startsWith)) {
                        byte[] lines = in.readAllBytes();
                        ByteArrayOutputStream all = merged.computeIfAbsent(name, unused -> new ByteArrayOutputStream());
                        all.write(lines);
                        if (lines.length > 0 && lines[lines.length - 1] != '\n') {
                            all.write('\n');
                        }
                    } else if (written.add(name)) {
                        put(out, name, in);
                    }
                }
            }
        }
    }

    /** Files that describe one jar (manifest, signatures, module, index), and files that no job needs. */
    private static boolean isLeftOut(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return name.startsWith("ai/djl/") // is in the cluster's lib folder, with DJL
                // 5 MB: TLS for Beam's gRPC, which only portable pipelines use
                || name.startsWith("META-INF/native/") && name.contains("_netty_tcnative_")
                || upper.equals("META-INF/MANIFEST.MF")
                || upper.equals("META-INF/INDEX.LIST")
                || upper.endsWith("MODULE-INFO.CLASS")
                || upper.startsWith("META-INF/") && upper.matches(".*\\.(SF|RSA|DSA|EC)");
    }

    private static void put(ZipOutputStream out, String name, InputStream in) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setLastModifiedTime(START_OF_TIME);
        out.putNextEntry(entry);
        in.transferTo(out);
        out.closeEntry();
    }

    /** Size of a file for messages, such as {@code 92 MB}. */
    static String size(Path jar) throws IOException {
        return String.format(Locale.ROOT, "%.0f MB", Files.size(jar) / 1e6);
    }
}
