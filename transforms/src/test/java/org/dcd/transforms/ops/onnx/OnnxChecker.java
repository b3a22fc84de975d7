package org.dcd.transforms.ops.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** ONNX's own checker, if a Python with it is installed. */
public final class OnnxChecker {
    private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");
    private static final String CHECK =
            """
            import onnx, sys
            for path in sys.argv[1:]:
                onnx.checker.check_model(onnx.load(path), full_check=True)
            """;

    private OnnxChecker() {}

    /** Fails if the checker rejects one of the models; skips the test if there is no checker. */
    public static void requireAccepted(List<byte[]> models) throws IOException, InterruptedException {
        String python = python();
        assumeTrue(python != null, "no Python with the onnx package");
        Path folder = Files.createTempDirectory("onnx-check");
        List<String> command = new ArrayList<>(List.of(python, "-c", CHECK));
        for (byte[] model : models) {
            command.add(Files.write(folder.resolve("model-" + command.size() + ".onnx"), model)
                    .toString());
        }
        assertThat(complaints(command)).isEmpty();
    }

    private static String python() throws IOException, InterruptedException {
        for (String python : PYTHONS) {
            try {
                if (complaints(List.of(python, "-c", "import onnx")).isEmpty()) {
                    return python;
                }
            } catch (IOException e) {
                assertThat(e).hasMessageContaining(python);
            }
        }
        return null;
    }

    private static String complaints(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() == 0 ? "" : "exit " + process.exitValue() + ": " + output;
    }
}
