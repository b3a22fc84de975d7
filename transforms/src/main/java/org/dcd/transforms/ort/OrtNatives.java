package org.dcd.transforms.ort;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.dcd.transforms.natives.NativeFolder;

/**
 * Copies the native libraries of ONNX Runtime to a persistent folder. By default it copies them to the temporary folder
 * in every process, which may be mounted noexec.
 */
final class OrtNatives {
    private static final String NATIVE = "ai/onnxruntime/native/";

    private static boolean prepared;

    private OrtNatives() {}

    /**
     * Call this before using a class of ONNX Runtime that loads the libraries.
     *
     * @throws org.dcd.schemas.BadInputException if it is not clear which ONNX Runtime would be loaded
     */
    static synchronized void prepare() {
        if (prepared) {
            return;
        }
        OrtLibraries.check();
        extract();
        prepared = true;
    }

    private static void extract() {
        URL classes = OrtException.class.getResource("OrtException.class");
        if (System.getProperty(OrtLibraries.GIVEN) != null
                || classes == null
                || !classes.getProtocol().equals("jar")) {
            return;
        }
        try {
            JarURLConnection connection = (JarURLConnection) classes.openConnection();
            Map<String, URL> files = files(connection);
            if (!files.isEmpty()) {
                String jar =
                        Path.of(connection.getJarFile().getName()).getFileName().toString();
                Path name = Path.of("onnxruntime", jar.replaceFirst("\\.jar$", "") + "-" + platform());
                System.setProperty(
                        OrtLibraries.GIVEN,
                        NativeFolder.extract(name, files).resolve(name).toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the native libraries of ONNX Runtime cannot be read: " + e.getMessage(), e);
        }
    }

    private static Map<String, URL> files(JarURLConnection connection) throws IOException {
        JarFile jar = connection.getJarFile();
        String folder = NATIVE + platform() + "/";
        Map<String, URL> files = new TreeMap<>();
        for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
            String name = entry.getName();
            if (name.startsWith(folder) && !entry.isDirectory() && name.indexOf('/', folder.length()) < 0) {
                URI uri = URI.create("jar:" + connection.getJarFileURL() + "!/" + name);
                files.put(name.substring(folder.length()), uri.toURL());
            }
        }
        return files;
    }

    /** Name of the platform in ONNX Runtime's jar. */
    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String system = os.contains("mac") || os.contains("darwin") ? "osx" : os.contains("win") ? "win" : "linux";
        return system + "-" + (arch.equals("amd64") || arch.equals("x86_64") ? "x64" : arch);
    }
}
