package org.dcd.transforms.ops.torch;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The CUDA runtime that comes with libtorch. libtorch finds it by itself. DJL, which counts GPUs and reads their memory
 * with it, looks for {@code libcudart.so} only, but it is called {@code libcudart-218eec4c.so.12} in an unpacked
 * libtorch, and is in another folder of a Python torch.
 */
final class CudaRuntime {
    private static final String NAME = "cudart";
    /** Java property with the folders in which JNA looks first. */
    private static final String SEARCH_PATH = "jna.library.path";

    /** Folders of a Python torch with the runtime, relative to {@code torch/lib}. */
    private static final List<String> PYTHON = List.of("../../nvidia/cuda_runtime/lib", "../../nvidia/cu13/lib");

    private CudaRuntime() {}

    /** Makes the runtime visible to DJL. Does nothing when libtorch comes without one. */
    static void expose(Path libtorch) {
        try {
            Optional<Path> runtime = find(libtorch);
            if (runtime.isPresent()) {
                Path folder = Files.createTempDirectory("dcd-cuda");
                Path link = folder.resolve(System.mapLibraryName(NAME));
                Files.createSymbolicLink(link, runtime.get());
                folder.toFile().deleteOnExit();
                link.toFile().deleteOnExit();
                String others = System.getProperty(SEARCH_PATH, "");
                System.setProperty(SEARCH_PATH, folder + (others.isEmpty() ? "" : File.pathSeparator + others));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the CUDA runtime of " + libtorch + " cannot be linked: " + e.getMessage(), e);
        }
    }

    /** The runtime beside libtorch, as the file that libtorch itself loads. */
    static Optional<Path> find(Path libtorch) throws IOException {
        for (Path folder : Stream.concat(Stream.of(libtorch), PYTHON.stream().map(libtorch::resolve))
                .toList()) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    Optional<Path> found =
                            files.filter(CudaRuntime::isRuntime).sorted().findFirst();
                    if (found.isPresent()) {
                        return Optional.of(found.get().toRealPath());
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isRuntime(Path file) {
        return file.getFileName().toString().matches("lib" + NAME + "(-[0-9a-f]+)?\\.so(\\.\\d+)*");
    }
}
