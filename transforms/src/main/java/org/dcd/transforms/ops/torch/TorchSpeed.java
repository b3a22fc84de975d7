package org.dcd.transforms.ops.torch;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.ModuleMethods;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collections;
import java.util.concurrent.Callable;
import org.dcd.transforms.natives.Resources;
import org.dcd.transforms.random.Seeds;

/** Measures the speed of libtorch on one device in a fraction of a second, for {@code dcd doctor}. */
public final class TorchSpeed implements AutoCloseable {
    /** Type 15 is bfloat16, 6 is float32. */
    private static final String METHODS =
            """
              def low(self: __torch__.Program, x: Tensor) -> List[Tensor]:
                return [torch.to(x, 15)]
              def product(self: __torch__.Program, x: Tensor) -> List[Tensor]:
                return [torch.matmul(x, x)]
              def first(self: __torch__.Program, x: Tensor) -> List[Tensor]:
                return [torch.to(torch.narrow(torch.reshape(x, [-1]), 0, 0, 1), 6)]
              def fresh(self: __torch__.Program, x: Tensor) -> List[Tensor]:
                return [torch.full_like(x, 1.)]
              def reused(self: __torch__.Program, x: Tensor) -> List[Tensor]:
                return [torch.fill_(x, 1.)]
            """;

    private static final double SECONDS = 0.1;
    /** Limit where other programs use the cores. */
    private static final double WALL_SECONDS = 0.4;

    /** Rows and columns: small enough for a CPU's caches, large enough for a GPU. */
    private static final int CPU_SIZE = 1024;

    private static final int GPU_SIZE = 4096;
    /** 32 MB, as the activations of a training at medium resolution. */
    private static final int BLOCK = 8 << 20;

    private static final int BLOCKS = 20;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final TorchEngine engine;
    private final Resources owned;
    private final NDManager manager;
    private final PtSymbolBlock module;

    /** @param engine libtorch on the device */
    public TorchSpeed(TorchEngine engine) {
        this.engine = engine;
        try (Resources opening = new Resources()) {
            this.manager = opening.open(engine::newManager);
            this.module = TorchProgram.module((PtNDManager) manager, METHODS);
            this.owned = opening.keep();
        }
    }

    /**
     * Rate of a matrix product in float32, in 10⁹ operations per second. On a CPU it is the rate of one core while all
     * are in use, per second of CPU time, so that other programs hardly change it.
     */
    public double float32() {
        return rate(false);
    }

    /** As {@link #float32}, in bfloat16. */
    public double bfloat16() {
        return rate(true);
    }

    private double rate(boolean low) {
        int tasks = engine.isGpu() ? 1 : Runtime.getRuntime().availableProcessors();
        Callable<Double> one = () -> rateOfOneThread(low, engine.isGpu() ? GPU_SIZE : CPU_SIZE);
        return engine.inParallel(Collections.nCopies(tasks, one)).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    private double rateOfOneThread(boolean low, int size) {
        try (NDManager scope = manager.newSubManager()) {
            PtNDArray values = (PtNDArray) scope.create(Seeds.normal(1, size * size), new Shape(size, size));
            PtNDArray x = low ? call(scope, "low", values) : values;
            product(scope, x, 1);
            int products = 1;
            while (true) {
                long wall = System.nanoTime();
                long start = nanos();
                product(scope, x, products);
                double seconds = (nanos() - start) * 1e-9;
                if (seconds >= SECONDS || (System.nanoTime() - wall) * 1e-9 >= WALL_SECONDS) {
                    return products * 2e-9 * size * size * size / seconds;
                }
                products *= 2;
            }
        }
    }

    /** Computes products one after the other, and waits for the last one by reading a value of it. */
    private void product(NDManager scope, PtNDArray x, int times) {
        for (int i = 0; i < times; i++) {
            PtNDArray product = call(scope, "product", x);
            if (i == times - 1) {
                call(scope, "first", product).toFloatArray();
            }
            product.close();
        }
    }

    /**
     * How many times as long it takes to fill newly allocated memory as memory that is in use, on the CPU: 1 with an
     * allocator that keeps freed blocks, more with one that returns them to the operating system.
     */
    public double allocationCost() {
        try (NDManager scope = manager.newSubManager()) {
            PtNDArray block = (PtNDArray) scope.zeros(new Shape(BLOCK));
            fill(scope, "reused", block);
            double reused = fill(scope, "reused", block);
            fill(scope, "fresh", block);
            return fill(scope, "fresh", block) / reused;
        }
    }

    private double fill(NDManager scope, String method, PtNDArray block) {
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < BLOCKS; i++) {
            call(scope, method, block).close();
        }
        return THREADS.getCurrentThreadCpuTime() - start;
    }

    /** CPU time of this thread, which computes by itself on a CPU; a GPU computes while the thread waits. */
    private long nanos() {
        return engine.isGpu() ? System.nanoTime() : THREADS.getCurrentThreadCpuTime();
    }

    private PtNDArray call(NDManager scope, String method, PtNDArray x) {
        // All three are thread-local in libtorch.
        JniUtils.setNumThreads(1);
        JniUtils.setGraphExecutorOptimize(false);
        JniUtils.setGradMode(false);
        try (IValue argument = IValue.from(x);
                IValue result = ModuleMethods.run(module.getHandle(), method, argument)) {
            return result.toTensorArray((PtNDManager) scope)[0];
        }
    }

    @Override
    public void close() {
        owned.close();
    }
}
