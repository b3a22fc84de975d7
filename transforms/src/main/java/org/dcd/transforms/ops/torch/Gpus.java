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
 * The GPUs of this process. Each runs one training at a time. For a worker of a cluster the Java property
 * {@value #GIVEN} lists them; otherwise they are all GPUs visible to CUDA. Without GPUs, one training runs on the CPU.
 */
public final class Gpus {
    /** Java property with the CUDA indices of the GPUs, separated by commas. */
    public static final String GIVEN = "dcd.gpus";

    private static final int NONE = -1;
    private static final AtomicInteger TURN = new AtomicInteger();

    private final List<Integer> indices;
    private final BlockingQueue<Integer> free;

    private static final class OfThisProcess {
        private static final Gpus INSTANCE = new Gpus(indices(System.getProperty(GIVEN, "")));
    }

    /** @param indices distinct CUDA indices; empty for the CPU */
    Gpus(List<Integer> indices) {
        this.indices = List.copyOf(indices);
        this.free = new LinkedBlockingQueue<>(indices.isEmpty() ? List.of(NONE) : indices);
    }

    /** The GPUs that all stages of this process share. */
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
     * Returns the index of one of the GPUs in {@value #GIVEN}, in rotation; 0 if the property is not set. For work that
     * shares GPUs with trainings. Does not load libtorch.
     */
    public static int nextGiven() {
        List<Integer> given = given(System.getProperty(GIVEN, ""));
        return given.isEmpty() ? 0 : given.get(Math.floorMod(TURN.getAndIncrement(), given.size()));
    }

    /**
     * Returns libtorch for work that shares GPUs with trainings: on one of the GPUs of this process, in rotation, or on
     * the CPU if CUDA does not see that GPU.
     */
    public static TorchEngine shared() {
        return engine(nextGiven());
    }

    private static TorchEngine engine(int index) {
        Engine engine = TorchEngine.load();
        boolean isThere = index >= 0 && index < engine.getGpuCount();
        return new TorchEngine(engine, isThere ? Device.gpu(index) : Device.cpu());
    }

    /** Number of trainings that can run concurrently, at least 1. */
    public int size() {
        return Math.max(1, indices.size());
    }

    /** GPUs of this process that libtorch does not see. Trainings that get one of them run on the CPU. */
    public List<Integer> missing() {
        int seen = TorchEngine.load().getGpuCount();
        return indices.stream().filter(index -> index >= seen).toList();
    }

    /** Waits until a GPU is free and takes it. */
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

        /** libtorch on this GPU, or on the CPU if CUDA does not see it. */
        public TorchEngine engine() {
            return Gpus.engine(index);
        }

        /** Name such as {@code GPU 0}; empty for the CPU. */
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
