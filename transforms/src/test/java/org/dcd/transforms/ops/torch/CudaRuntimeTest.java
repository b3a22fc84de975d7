package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaRuntimeTest {
    private static final String SEARCH_PATH = "jna.library.path";

    private final String before = System.getProperty(SEARCH_PATH);

    @TempDir
    private Path folder;

    @AfterEach
    void restore() {
        if (before == null) {
            System.clearProperty(SEARCH_PATH);
        } else {
            System.setProperty(SEARCH_PATH, before);
        }
    }

    @Test
    void findsTheRuntimeOfAnUnpackedLibtorch() throws IOException {
        Path runtime = Files.createFile(folder.resolve("libcudart-218eec4c.so.12"));
        Files.createFile(folder.resolve("libcudart_static.a"));

        assertThat(CudaRuntime.find(folder)).contains(runtime.toRealPath());
    }

    @Test
    void findsTheRuntimeOfAPythonTorch() throws IOException {
        Path torch = Files.createDirectories(folder.resolve("torch/lib"));
        Path nvidia = Files.createDirectories(folder.resolve("nvidia/cuda_runtime/lib"));
        Path runtime = Files.createFile(nvidia.resolve("libcudart.so.12"));

        assertThat(CudaRuntime.find(torch)).contains(runtime.toRealPath());
    }

    @Test
    void givesTheRuntimeTheNameThatDjlLooksFor() throws IOException {
        Path runtime = Files.createFile(folder.resolve("libcudart-218eec4c.so.12"));
        System.setProperty(SEARCH_PATH, "/opt/mine");

        CudaRuntime.expose(folder);

        String[] places = System.getProperty(SEARCH_PATH).split(File.pathSeparator);
        assertThat(places).hasSize(2).endsWith("/opt/mine");
        assertThat(Path.of(places[0]).resolve(System.mapLibraryName("cudart")).toRealPath())
                .isEqualTo(runtime.toRealPath());
    }

    @Test
    void changesNothingForALibtorchForCpus() {
        System.setProperty(SEARCH_PATH, "/opt/mine");

        CudaRuntime.expose(folder);

        assertThat(System.getProperty(SEARCH_PATH)).isEqualTo("/opt/mine");
    }
}
