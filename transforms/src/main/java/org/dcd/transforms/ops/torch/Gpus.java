package org.dcd.transforms.ops.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dcd.schemas.BadInputException;

/**
 * The GPUs of this process. Each runs one training at a time; a training takes one or several. For a worker of a
 * cluster the Java property {@value #GIVEN} lists them; otherwise they are all GPUs visible to CUDA. Without GPUs, one
 * training runs on the CPU.
 */
public final class Gpus {
    /** Java property with the CUDA indices of the GPUs, separated by commas. */
    public static final String GIVEN = "dcd.gpus";

    private final List<Integer> indices;
    private final TreeSet<Integer> free;
    /** Fair, so that a training that waits for several GPUs is not overtaken by trainings that need fewer. */
    private final Semaphore permits;

    private final AtomicInteger turn = new AtomicInteger();

    private static final class OfThisProcess {
        private static final Gpus INSTANCE = new Gpus(indices(System.getProperty(GIVEN, "")));
    }

    /** @param indices distinct CUDA indices; empty for the CPU */
    Gpus(List<Integer> indices) {
        this.indices = List.copyOf(indices);
        this.free = new TreeSet<>(indices);
        this.permits = new Semaphore(size(), true);
    }

    /** The GPUs that all stages of this process share. */
    public static Gpus ofThisProcess() {
        return OfThisProcess.INSTANCE;
    }

    private static List<Integer> indices(String given) {
        return given.isBlank()
                ? IntStream.range(0, TorchEngine.load().getGpuCount()).boxed().toList()
                : Stream.of(given.split(",")).map(Integer::valueOf).toList();
    }

    /**
     * Returns libtorch for work that shares GPUs with trainings: on one of the GPUs of this process, in rotation, or on
     * the CPU if CUDA does not see that GPU.
     */
    public static TorchEngine shared() {
        return engine(ofThisProcess().next());
    }

    /**
     * Returns libtorch on a GPU, or on the CPU if CUDA does not see that GPU.
     *
     * @param index CUDA index; empty for the CPU
     */
    public static TorchEngine engine(OptionalInt index) {
        Engine engine = TorchEngine.load();
        boolean isThere = index.isPresent() && index.getAsInt() < engine.getGpuCount();
        return new TorchEngine(engine, isThere ? Device.gpu(index.getAsInt()) : Device.cpu());
    }

    /**
     * Index of one of the GPUs of this process, in rotation, for work that shares GPUs with trainings; empty without
     * GPUs.
     */
    public OptionalInt next() {
        return indices.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(indices.get(Math.floorMod(turn.getAndIncrement(), indices.size())));
    }

    /** Number of GPUs of this process that libtorch sees. */
    public static int visible() {
        return Math.min(ofThisProcess().indices.size(), TorchEngine.load().getGpuCount());
    }

    /** Number of trainings with one device each that can run concurrently, at least 1. */
    public int size() {
        return Math.max(1, indices.size());
    }

    /** Number of trainings with several GPUs each that can run concurrently, at least 1. */
    public int trainings(int gpusPerTraining) {
        return Math.max(1, indices.size() / gpusPerTraining);
    }

    /** GPUs of this process that libtorch does not see. Trainings that get only such GPUs run on the CPU. */
    public List<Integer> missing() {
        int seen = TorchEngine.load().getGpuCount();
        return indices.stream().filter(index -> index >= seen).toList();
    }

    /**
     * Checks that a training can get a number of GPUs that libtorch sees. One is always possible: without GPUs, it is
     * the CPU.
     *
     * @throws BadInputException if there are fewer
     */
    public void checkPerTraining(int gpusPerTraining) {
        if (gpusPerTraining > 1 && indices.size() - missing().size() < gpusPerTraining) {
            throw tooFew(gpusPerTraining, indices.size() - missing().size());
        }
    }

    private static BadInputException tooFew(int wanted, int found) {
        return new BadInputException("gpus-per-training is " + wanted + ", but this process finds "
                + (found == 0 ? "no GPU" : found == 1 ? "only 1 GPU" : "only " + found + " GPUs")
                + "; lower it, or see docs/gpu.md if the machine has more");
    }

    /**
     * Waits until a number of GPUs are free and takes all of them at once. Requests are served in their order.
     *
     * @param count number of GPUs, at least 1; without GPUs, 1 takes the CPU
     * @throws BadInputException if this process does not have as many GPUs
     */
    public Lease take(int count) throws InterruptedException {
        if (count < 1) {
            throw new IllegalArgumentException("a training takes at least one device, was " + count);
        }
        if (count > size()) {
            throw tooFew(count, indices.size());
        }
        permits.acquire(count);
        return new Lease(count, indices.isEmpty() ? List.of() : firstFree(count));
    }

    private List<Integer> firstFree(int count) {
        synchronized (free) {
            List<Integer> taken = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                taken.add(free.pollFirst());
            }
            return taken;
        }
    }

    /** GPUs in use until closed; closing twice does nothing more. */
    public final class Lease implements AutoCloseable {
        private final int count;
        private final List<Integer> taken;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Lease(int count, List<Integer> taken) {
            this.count = count;
            this.taken = taken;
        }

        /** libtorch on those of the GPUs that CUDA sees, by index; on the CPU, once, if it sees none of them. */
        public TorchDevices devices() {
            List<TorchEngine> seen = taken.stream()
                    .map(index -> Gpus.engine(OptionalInt.of(index)))
                    .filter(TorchEngine::isGpu)
                    .toList();
            return seen.isEmpty() ? TorchDevices.of(TorchEngine.cpu()) : new TorchDevices(seen);
        }

        /** Name such as {@code GPU 0} or {@code GPUs 0, 1}; empty for the CPU. */
        public String name() {
            String list = taken.stream().map(String::valueOf).collect(Collectors.joining(", "));
            return taken.isEmpty() ? "" : (count == 1 ? "GPU " : "GPUs ") + list;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                synchronized (free) {
                    free.addAll(taken);
                }
                permits.release(count);
            }
        }
    }
}
