package org.dcd.transforms.ort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.dcd.transforms.natives.NativeProblem;

/**
 * The ONNX Runtime on the class path. Nothing is loaded.
 *
 * @param jars names of the jars with ONNX Runtime
 * @param given folder of native libraries that is set; by default they come from the jar
 */
public record OrtLibraries(List<String> jars, Optional<Path> given) {
    static final String GIVEN = "onnxruntime.native.path";

    private static final String CLASS = "ai/onnxruntime/OrtException.class";

    public OrtLibraries {
        jars = List.copyOf(jars);
    }

    /** The libraries that this process would load. */
    public static OrtLibraries ofThisProcess() {
        List<String> jars = new ArrayList<>();
        try {
            for (URL url : Collections.list(OrtLibraries.class.getClassLoader().getResources(CLASS))) {
                String place = url.getPath().replaceFirst("!?/" + CLASS + "$", "");
                jars.add(place.substring(place.lastIndexOf('/') + 1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the class path cannot be read: " + e.getMessage(), e);
        }
        return new OrtLibraries(
                jars, Optional.ofNullable(System.getProperty(GIVEN)).map(Path::of));
    }

    /**
     * Checks the libraries of this process.
     *
     * @throws org.dcd.schemas.BadInputException if it is not clear which ONNX Runtime would be loaded, or it is missing
     */
    public static void check() {
        ofThisProcess().problem().ifPresent(problem -> {
            throw problem.exception();
        });
    }

    /** What is wrong; empty if nothing is. */
    public Optional<NativeProblem> problem() {
        if (jars.size() > 1) {
            return Optional.of(new NativeProblem(
                    "the class path has " + jars.size() + " builds of ONNX Runtime: " + String.join(" and ", jars),
                    "keep one: build with or without DCD_BUILD_ARGS=-Pcuda, and remove the other from DCD_PLUGINS"));
        }
        return given.filter(folder -> !Files.isRegularFile(folder.resolve(System.mapLibraryName("onnxruntime"))))
                .map(folder -> new NativeProblem(
                        GIVEN + "=" + folder + " has no " + System.mapLibraryName("onnxruntime"),
                        "give the folder that contains it, or remove the property to use the library of the jar"));
    }
}
