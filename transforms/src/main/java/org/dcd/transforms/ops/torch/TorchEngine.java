package org.dcd.transforms.ops.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** libtorch on one device. */
public final class TorchEngine {
    private static final ExecutorService WORKERS =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), TorchEngine::worker);

    private final Engine engine;
    private final Device device;

    TorchEngine(Engine engine, Device device) {
        this.engine = engine;
        this.device = device;
    }

    /** The library, loaded once. */
    static Engine load() {
        // Loading the engine would otherwise ask the network where it runs.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        TorchNatives.prepare();
        Engine engine = Engine.getEngine("PyTorch");
        // Work is split by us (ShardedStep): libtorch's own threads would only get in each other's way.
        JniUtils.setNumThreads(1);
        return engine;
    }

    /** libtorch on the CPU. */
    public static TorchEngine cpu() {
        return new TorchEngine(load(), Device.cpu());
    }

    NDManager newManager() {
        return engine.newBaseManager(device);
    }

    /** Whether it computes on a GPU. */
    public boolean isGpu() {
        return device.isGpu();
    }

    /**
     * Runs pieces of work on as many threads as there are cores and waits for all of them, even when interrupted:
     * libtorch cannot be stopped half-way. The interrupt is kept for the caller to see.
     *
     * @return results in the order of the work
     */
    public <T> List<T> sideBySide(List<Callable<T>> work) {
        List<Future<T>> futures = work.stream().map(WORKERS::submit).toList();
        boolean interrupted = false;
        List<T> results = new ArrayList<>();
        RuntimeException failure = null;
        for (Future<T> future : futures) {
            while (true) {
                try {
                    results.add(future.get());
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    failure = e.getCause() instanceof RuntimeException cause
                            ? cause
                            : new IllegalStateException(e.getCause());
                    break;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
        return results;
    }

    private static Thread worker(Runnable work) {
        Thread thread = new Thread(
                () -> {
                    // OpenMP keeps the number of threads by thread.
                    JniUtils.setNumThreads(1);
                    work.run();
                },
                "libtorch");
        thread.setDaemon(true);
        return thread;
    }

    /** Seeds libtorch's own generator, which dropout alone uses. */
    void seed(long seed) {
        engine.setRandomSeed((int) (seed ^ (seed >>> 32)));
    }

    /** Such as {@code libtorch 2.7.1 on cpu()}. */
    public String description() {
        return "libtorch " + engine.getVersion() + " on " + device;
    }
}
