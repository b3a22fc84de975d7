package org.dcd.transforms.ops.torch;

import ai.djl.engine.Engine;
import ai.djl.util.Platform;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

    /**
     * Call this before DJL loads libtorch.
     *
     * @throws org.dcd.schemas.BadInputException if DJL could not load the libraries that are set up, or would load
     *     others
     */
    static synchronized void prepare() {
        if (prepared) {
            return;
        }
        TorchLibraries libraries = TorchLibraries.ofThisProcess();
        libraries.problem().ifPresent(problem -> {
            throw problem.exception();
        });
        Optional<LibtorchFolder> given = libraries.given();
        if (given.isPresent()) {
            CudaRuntime.expose(given.get().folder());
        } else {
            extract(Platform.detectPlatform("pytorch"));
        }
        prepared = true;
    }

    private static void extract(Platform platform) {
        if (platform.isPlaceholder()) {
            return;
        }
        String flavor = platform.getFlavor();
        Path name = Path.of("pytorch", platform.getVersion() + "-" + flavor + "-" + platform.getClassifier());
        Path folder = NativeFolder.extract(name, files(platform));
        System.setProperty(CACHE, folder.toString());
        if (System.getProperty(JNA) == null && Files.isWritable(folder)) {
            System.setProperty(JNA, folder.resolve("jna").toString());
        }
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
