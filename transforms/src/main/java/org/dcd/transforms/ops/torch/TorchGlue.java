package org.dcd.transforms.ops.torch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JNI libraries of DJL on the class path, which connect Java with libtorch. Each is built for one version of
 * libtorch, and for CPUs or for CUDA.
 *
 * @param libtorch version of libtorch that they are built for, such as {@code 2.7.1}
 * @param djl version of DJL, such as {@code 0.36.0}
 * @param flavors {@code cpu}, {@code cu128} …: those for this operating system and architecture
 */
public record TorchGlue(String libtorch, String djl, List<String> flavors) {
    static final String LIBRARY = System.mapLibraryName("djl_torch");

    private static final String FOLDER = "jnilib/";
    private static final String PROPERTIES = FOLDER + "pytorch.properties";

    public TorchGlue {
        flavors = List.copyOf(flavors);
    }

    /** Reads the names of the libraries on the class path. */
    public static TorchGlue ofClassPath() {
        URL url = TorchGlue.class.getClassLoader().getResource(PROPERTIES);
        if (url == null) {
            throw new IllegalStateException("pytorch-jni is not on the class path");
        }
        try {
            Properties properties = new Properties();
            try (InputStream in = url.openStream()) {
                properties.load(in);
            }
            String[] versions = properties.getProperty("jni_version").split("-", 2);
            return new TorchGlue(versions[0], versions[1], flavors(url));
        } catch (IOException e) {
            throw new UncheckedIOException(url + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<String> flavors(URL properties) throws IOException {
        TreeSet<String> flavors = new TreeSet<>();
        Pattern entry =
                Pattern.compile(Pattern.quote(FOLDER + classifier() + "/") + "([^/]+)/" + Pattern.quote(LIBRARY));
        if (properties.openConnection() instanceof JarURLConnection jar) {
            jar.getJarFile().stream()
                    .map(file -> entry.matcher(file.getName()))
                    .filter(Matcher::matches)
                    .forEach(matcher -> flavors.add(matcher.group(1)));
        }
        return List.copyOf(flavors);
    }

    /** Operating system and architecture as DJL names them, such as {@code linux-x86_64}. */
    static String classifier() {
        String system = System.getProperty("os.name");
        String arch = System.getProperty("os.arch");
        return (system.startsWith("Win") ? "win" : system.startsWith("Mac") ? "osx" : "linux") + "-"
                + (arch.equals("amd64") ? "x86_64" : arch);
    }

    /** The flavour for CUDA; {@code cpu} when there is none. */
    String cudaFlavor() {
        return flavors.stream()
                .filter(flavor -> flavor.startsWith("cu"))
                .findFirst()
                .orElse("cpu");
    }

    /** Whether a folder of libtorch has a JNI library of its own, which DJL prefers. */
    boolean isIn(Path folder) {
        return Files.exists(folder.resolve(djl + "-" + LIBRARY)) || Files.exists(folder.resolve(LIBRARY));
    }
}
