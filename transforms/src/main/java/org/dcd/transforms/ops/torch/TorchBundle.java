package org.dcd.transforms.ops.torch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;

/**
 * A libtorch in a jar.
 *
 * @param version such as {@code 2.7.1-20250812}
 * @param flavor {@code cpu}, {@code cu128} …
 * @param jar name of the jar
 */
public record TorchBundle(String version, String flavor, String jar) {
    private static final String PROPERTIES = "native/lib/pytorch.properties";

    /** The bundles on the class path for this operating system and architecture. */
    static List<TorchBundle> ofClassPath() {
        List<TorchBundle> bundles = new ArrayList<>();
        try {
            for (URL url : Collections.list(TorchBundle.class.getClassLoader().getResources(PROPERTIES))) {
                Properties properties = new Properties();
                try (InputStream in = url.openStream()) {
                    properties.load(in);
                }
                String classifier = properties.getProperty("classifier", "");
                String flavor = properties.getProperty("flavor", classifier.replaceFirst("-.*", ""));
                if (classifier.endsWith(TorchGlue.classifier())) {
                    bundles.add(new TorchBundle(properties.getProperty("version"), flavor, jar(url)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(PROPERTIES + " cannot be read: " + e.getMessage(), e);
        }
        return bundles;
    }

    /** File name of the jar, or of the folder, in which a resource is. */
    private static String jar(URL resource) {
        String place = resource.getPath().replaceFirst("!?/" + PROPERTIES + "$", "");
        return place.substring(place.lastIndexOf('/') + 1);
    }

    /** {@code libtorch 2.7.1 (cpu) in pytorch-native-cpu-2.7.1-linux-x86_64.jar}. */
    String describe() {
        return "libtorch " + version.replaceFirst("-.*", "") + " (" + flavor + ") in " + jar;
    }
}
