package org.dcd.transforms.ops.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** libtorch on one device. */
public final class TorchEngine {
    /** One thread each, which starts with the first task. */
    private static final List<ExecutorService> WORKERS = IntStream.range(0, cores())
            .mapToObj(i -> Executors.newSingleThreadExecutor(TorchEngine::worker))
            .toList();

    private final Engine engine;
    private final Device device;

    TorchEngine(Engine engine, Device device) {
        this.engine = engine;
        this.device = device;
    }

    /** Loads the library on the first call. */
    static Engine load() {
        // DJL would otherwise make network requests when it loads the engine.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        TorchNatives.prepare();
        Engine engine = Engine.getEngine("PyTorch");
        // DataParallelStep splits the work; additional threads of libtorch would compete for the cores.
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

    /** Whether the device is a GPU. */
    public boolean isGpu() {
        return device.isGpu();
    }

    /**
     * Runs tasks in parallel, on one thread per core, and waits for all of them. A task of the same position always
     * runs on the same thread, because jemalloc keeps the memory that a thread has freed for this thread. Interruption
     * does not stop the wait, because libtorch cannot be stopped; the interrupt status is restored afterwards.
     *
     * @return results in the order of the tasks
     * @throws RuntimeException the first failure of a task
     */
    public <T> List<T> inParallel(List<Callable<T>> work) {
        int first = Math.max(0, index());
        List<Future<T>> futures = IntStream.range(0, work.size())
                .mapToObj(i -> WORKERS.get((first + i) % WORKERS.size()).submit(work.get(i)))
                .toList();
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
                    // OpenMP stores the number of threads per thread.
                    JniUtils.setNumThreads(1);
                    work.run();
                },
                "libtorch");
        thread.setDaemon(true);
        return thread;
    }

    /** CUDA index of the GPU within this process; -1 for a CPU. */
    public int index() {
        return device.getDeviceId();
    }

    /** Number of tasks that {@link #inParallel} runs at the same time. */
    public static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    /**
     * Moves a tensor to this device.
     *
     * @param owner owner of the result
     * @return the tensor itself if it is on this device, otherwise a copy
     */
    NDArray take(NDArray array, NDManager owner) {
        NDArray here = array.getDevice().equals(device) ? array : array.toDevice(device, true);
        here.attach(owner);
        return here;
    }

    /** Returns a description such as {@code libtorch 2.7.1 on cpu()}. */
    public String description() {
        return "libtorch " + engine.getVersion() + " on " + device;
    }
}
