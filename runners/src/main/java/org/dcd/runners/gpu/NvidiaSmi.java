package org.dcd.runners.gpu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Asks NVIDIA's tool which GPUs there are. CUDA counts those that it is allowed to see from 0. */
final class NvidiaSmi {
    private static final long PATIENCE_SECONDS = 30;
    private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

    private NvidiaSmi() {}

    static List<Integer> indices() throws IOException, InterruptedException {
        String visible = System.getenv().getOrDefault(VISIBLE, "");
        int count = visible.isBlank() ? count() : visible.split(",").length;
        return IntStream.range(0, count).boxed().toList();
    }

    private static int count() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("nvidia-smi", "--query-gpu=index", "--format=csv,noheader")
                .redirectErrorStream(true)
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("nvidia-smi does not answer");
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> lines =
                said.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        if (process.exitValue() != 0 || lines.isEmpty() || !lines.stream().allMatch(line -> line.matches("\\d+"))) {
            throw new IOException("nvidia-smi tells of no GPU: " + said.strip());
        }
        return lines.size();
    }
}
