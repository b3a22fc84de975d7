package org.dcd.transforms.ort;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.Shapes;
import org.dcd.transforms.ops.onnx.OnnxGraph;
import org.dcd.transforms.ops.onnx.OnnxOps;
import org.dcd.transforms.ops.onnx.OnnxValue;
import org.dcd.transforms.random.Seeds;

/** The ONNX Runtime that this process has loaded, for {@code dcd doctor}. */
public final class OrtMachine {
    private static final double SECONDS = 0.1;
    private static final int ROWS = 512;
    private static final int SIZE = 2048;

    private OrtMachine() {}

    /** Execution providers of this build, such as {@code CPU} and {@code CUDA}. */
    public static List<String> providers() {
        OrtNatives.prepare();
        return OrtEnvironment.getAvailableProviders().stream()
                .map(OrtProvider::name)
                .sorted()
                .toList();
    }

    /** Whether this build contains the CUDA provider. */
    public static boolean hasCuda() {
        return providers().contains(OrtProvider.CUDA.name());
    }

    /** Why the CUDA provider of this build cannot be used; empty if it can. */
    public static Optional<String> cudaProblem() {
        OrtNatives.prepare();
        try (SessionOptions options = new SessionOptions();
                OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(0)) {
            options.addCUDA(cuda);
            return Optional.empty();
        } catch (OrtException e) {
            String message = e.getMessage().strip().lines().reduce("", (before, line) -> line);
            return Optional.of(message.replaceFirst(".* with error: ", ""));
        }
    }

    /**
     * Rate of a matrix product in float32 on one core while all are in use, in 10⁹ operations per second of CPU time.
     * Copies of input and output are included.
     */
    public static double rate() {
        OnnxGraph graph = new OnnxGraph("matrix product");
        OnnxOps ops = new OnnxOps(graph, Map.of("w", Seeds.normal(1, SIZE * SIZE)));
        OnnxValue x = graph.input("x", OnnxGraph.Type.FLOAT, Shapes.BATCH, SIZE);
        OnnxValue weight = ops.parameter("w", Init.ZERO, SIZE, SIZE);
        graph.output("y", OnnxGraph.Type.FLOAT, ops.matmul(x, weight));
        Map<String, float[]> inputs = Map.of("x", Seeds.normal(2, ROWS * SIZE));
        OrtOptions options =
                OrtOptions.cpu(Runtime.getRuntime().availableProcessors()).withBatch(ROWS);
        try (OrtModel model = OrtModel.open("matrix product", graph.toBytes(Map.of()), options)) {
            model.run(ROWS, inputs, "y");
            long start = cpuTime();
            double seconds = 0;
            int runs = 0;
            while (seconds < SECONDS) {
                model.run(ROWS, inputs, "y");
                runs++;
                seconds = (cpuTime() - start) * 1e-9;
            }
            return runs * 2e-9 * ROWS * SIZE * SIZE / seconds;
        }
    }

    /** CPU time of this process in nanoseconds: ONNX Runtime computes on threads of its own. */
    private static long cpuTime() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
