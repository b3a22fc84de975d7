package org.dcd.transforms.ops.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The GPUs of this process, each for one training at a time. A worker of a cluster is told its own by the Java property
 * {@value #GIVEN}; elsewhere they are all that CUDA sees. Without any there is one place, on the CPU.
 */
public final class Gpus {
    /** Indices as CUDA counts, with commas. */
    public static final String GIVEN = "dcd.gpus";

    private static final int NONE = -1;
    private static final AtomicInteger TURN = new AtomicInteger();

    private final List<Integer> indices;
    private final BlockingQueue<Integer> free;

    private static final class OfThisProcess {
        private static final Gpus INSTANCE = new Gpus(indices(System.getProperty(GIVEN, "")));
    }

    /** @param indices of the GPUs, each once; none for the CPU */
    Gpus(List<Integer> indices) {
        this.indices = List.copyOf(indices);
        this.free = new LinkedBlockingQueue<>(indices.isEmpty() ? List.of(NONE) : indices);
    }

    /** Those that all stages of this process share. */
    public static Gpus ofThisProcess() {
        return OfThisProcess.INSTANCE;
    }

    private static List<Integer> indices(String given) {
        return given.isBlank()
                ? IntStream.range(0, TorchEngine.load().getGpuCount()).boxed().toList()
                : given(given);
    }

    private static List<Integer> given(String indices) {
        return indices.isBlank()
                ? List.of()
                : Stream.of(indices.split(",")).map(Integer::valueOf).toList();
    }

    /**
     * One of those that this process was given, each in turn; 0 when it was told of none. For what shares GPUs with
     * trainings; does not load libtorch.
     */
    public static int nextGiven() {
        List<Integer> given = given(System.getProperty(GIVEN, ""));
        return given.isEmpty() ? 0 : given.get(Math.floorMod(TURN.getAndIncrement(), given.size()));
    }

    /**
     * libtorch for work that shares GPUs with trainings: on one of those of this process, each in turn, and on the CPU
     * where CUDA has no such GPU.
     */
    public static TorchEngine shared() {
        return engine(nextGiven());
    }

    private static TorchEngine engine(int index) {
        Engine engine = TorchEngine.load();
        boolean isThere = index >= 0 && index < engine.getGpuCount();
        return new TorchEngine(engine, isThere ? Device.gpu(index) : Device.cpu());
    }

    /** Trainings that can run at once, at least 1. */
    public int size() {
        return Math.max(1, indices.size());
    }

    /** Those that were given to this process and that libtorch does not see: trainings that get one run on the CPU. */
    public List<Integer> missing() {
        int seen = TorchEngine.load().getGpuCount();
        return indices.stream().filter(index -> index >= seen).toList();
    }

    /** Waits for a GPU that nobody uses. */
    public Lease take() throws InterruptedException {
        return new Lease(free.take());
    }

    /** A GPU in use until closed; closing twice does nothing more. */
    public final class Lease implements AutoCloseable {
        private final int index;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Lease(int index) {
            this.index = index;
        }

        /** libtorch on it, or on the CPU where CUDA has no such GPU. */
        public TorchEngine engine() {
            return Gpus.engine(index);
        }

        /** Such as {@code GPU 0}; empty for the CPU. */
        public String name() {
            return index == NONE ? "" : "GPU " + index;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                free.add(index);
            }
        }
    }
}
