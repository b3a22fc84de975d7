package org.dcd.transforms.ops.torch;

import ai.djl.engine.Engine;
import ai.djl.util.Platform;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dcd.transforms.natives.NativeFolder;

/**
 * Copies the native libraries of DJL and libtorch to where DJL expects them. DJL would copy them itself, but does not
 * verify existing copies.
 */
final class TorchNatives {
    private static final String CACHE = "DJL_CACHE_DIR";
    private static final String JNA = "jna.tmpdir";

    private static boolean prepared;

    private TorchNatives() {}

    static synchronized void prepare() {
        if (prepared || isGiven()) {
            return;
        }
        Platform platform = Platform.detectPlatform("pytorch");
        if (!platform.isPlaceholder()) {
            String flavor = platform.getFlavor();
            Path name = Path.of("pytorch", platform.getVersion() + "-" + flavor + "-" + platform.getClassifier());
            Path folder = NativeFolder.extract(name, files(platform));
            System.setProperty(CACHE, folder.toString());
            if (System.getProperty(JNA) == null && Files.isWritable(folder)) {
                System.setProperty(JNA, folder.resolve("jna").toString());
            }
        }
        prepared = true;
    }

    /** Whether the user provides the libraries. */
    private static boolean isGiven() {
        return Stream.of("PYTORCH_LIBRARY_PATH", "PYTORCH_VERSION", "PYTORCH_FLAVOR")
                .anyMatch(name -> System.getenv(name) != null || System.getProperty(name) != null);
    }

    /** Jar entries by the names of DJL's copies. Libraries that are not in a jar are left to DJL. */
    private static Map<String, URL> files(Platform platform) {
        Map<String, URL> files = new TreeMap<>();
        String place = platform.getFlavor() + "/" + platform.getClassifier() + "/";
        for (String library : platform.getLibraries()) {
            add(files, library, "pytorch/" + place + library);
        }
        String glue = System.mapLibraryName("djl_torch");
        add(
                files,
                platform.getApiVersion() + "-" + glue,
                "jnilib/" + platform.getClassifier() + "/" + platform.getFlavor() + "/" + glue);
        return files;
    }

    private static void add(Map<String, URL> files, String name, String resource) {
        URL url = Engine.class.getClassLoader().getResource(resource);
        if (url != null && url.getProtocol().equals("jar")) {
            files.put(name, url);
        }
    }
}
