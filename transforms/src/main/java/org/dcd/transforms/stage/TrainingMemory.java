package org.dcd.transforms.stage;

import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.dcd.transforms.ops.Activations;

/**
 * Memory that a training needs, computed from shapes before it starts: parameter sets, gradients, and what the backward
 * pass keeps for the images that are computed at once.
 *
 * <p>Calibrated on float32 training steps on two cores with jemalloc: peak resident memory of a fresh process, less
 * that before libtorch was loaded, for teacher and SiD distillation of the networks of the quickstart (0.3 M
 * parameters, 1x16x16), of 1.8 M parameters on 3x32x32, and of DDPM++ on CIFAR-10 (55.7 M), by
 * {@code TrainingMemoryProbe}. The estimates are between 1.0 and 1.5 times the measured peaks. They hold if the parts
 * of a batch always run on the same threads, because jemalloc keeps the freed memory of each thread. Mixed precision
 * and GPUs are computed from the same counts and were not measured.
 *
 * @param batch images per step
 * @param microBatch images that a device computes at once, a divisor of the batch; empty for the default of the device
 * @param bytesPerActivation bytes per element in convolutions and matrix products: 4, or 2 in mixed precision
 * @param networks number of parameters
 * @param activations what the backward pass keeps
 * @param inputs values of all inputs of one image in one step
 */
public record TrainingMemory(
        int batch,
        OptionalInt microBatch,
        int bytesPerActivation,
        Networks networks,
        Activations activations,
        long inputs) {
    private static final long MB = 1 << 20;
    /** libtorch with its threads and compiled kernels on a CPU. */
    private static final long CPU_LIBRARY = 180 * MB;
    /** A CUDA context with cuDNN's and cuBLAS' workspaces; not measured. */
    private static final long GPU_CONTEXT = 1024 * MB;
    /** Code of the CUDA libraries in the memory of the host; not measured. */
    private static final long GPU_LIBRARY = 3072 * MB;
    /** Gradients and reordered copies of the tensors that the current operation reads and writes. */
    private static final int LARGEST_TENSORS = 5;
    /** Blocks of the allocator are larger than requested. */
    private static final double ROUNDING = 1.1;

    /** A worker of Flink, and the measurements that a training holds in memory. */
    private static final long HEAP_BASE = 200 * MB;
    /** Batches that are prepared while a step runs. */
    private static final int BATCHES_AHEAD = 4;

    /**
     * Parameters of the networks of a training.
     *
     * @param trained parameters of the largest network that is trained
     * @param state elements of all parameter sets that the first device has: weights, Adam's moments, moving averages,
     *     frozen networks, and the best candidate
     * @param read parameters of all networks that one step evaluates; every further device has a copy of them
     */
    public record Networks(long trained, long state, long read) {}

    /**
     * The devices that compute a training.
     *
     * @param gpu whether they are GPUs
     * @param partsAtOnce largest number of parts of a batch that one device computes at the same time
     * @param count number of devices; the first collects the gradients of all
     */
    public record Device(boolean gpu, int partsAtOnce, int count) {
        /** A CPU, whose cores compute one part each. */
        public static Device ofCpu(int cores) {
            return new Device(false, cores, 1);
        }

        /** One or several GPUs, which compute one part at a time each. */
        public static Device ofGpu(int count) {
            return new Device(true, 1, count);
        }
    }

    /**
     * Bytes that the training allocates on its first device; further devices need less. Libraries are not included.
     *
     * @param size images that the device computes at once
     */
    public long deviceBytes(int size, Device device) {
        int all = (batch + size - 1) / size;
        int parts = Math.min(all, device.partsAtOnce());
        double images = activations.fixedBytes()
                + (double) size
                        * (activations.bytesPerImage(bytesPerActivation)
                                + LARGEST_TENSORS * activations.largestBytes()
                                + inputs * Float.BYTES);
        long lowPrecisionCopies = bytesPerActivation == Float.BYTES ? 0 : networks.read() * bytesPerActivation;
        // the gradients of the parts that are computed on all devices, and the sum of those before
        long gradients = Math.min(all, device.partsAtOnce() * device.count() + 1) * networks.trained();
        long parameters = (networks.state() + gradients) * Float.BYTES;
        return parameters + parts * (lowPrecisionCopies + Math.round(ROUNDING * images));
    }

    /**
     * The largest divisor of the batch that fits and leaves no device without images.
     *
     * @param freeBytes free memory of the device before the training allocates anything, after libraries are loaded
     * @return empty when not even one image fits
     */
    public OptionalInt largestMicroBatch(long freeBytes, Device device) {
        return IntStream.iterate(Math.max(1, batch / device.count()), size -> size >= 1, size -> size - 1)
                .filter(size -> batch % size == 0 && deviceBytes(size, device) <= freeBytes)
                .findFirst();
    }

    /**
     * The micro-batch of the settings. Without one, the batch is divided evenly over the devices, or into two parts on
     * a CPU, so that two cores compute in parallel; if that does not fit, it is the largest divisor of the batch that
     * fits, or 1.
     *
     * @param freeBytes free memory of the smallest device, after libraries are loaded
     */
    public int microBatchOn(Device device, long freeBytes) {
        int parts = Math.min(batch, device.gpu() ? device.count() : Math.max(2, device.count()));
        int even = (batch + parts - 1) / parts;
        return microBatch.orElseGet(() -> deviceBytes(even, device) <= freeBytes
                ? even
                : largestMicroBatch(freeBytes, device).orElse(1));
    }

    /** Bytes of libraries on the device. */
    public static long libraryBytes(Device device) {
        return device.gpu() ? GPU_CONTEXT : CPU_LIBRARY;
    }

    /** Bytes of host memory outside the heap that libraries need beside a GPU; 0 for a CPU, which is the device. */
    public static long hostLibraryBytes(Device device) {
        return device.gpu() ? GPU_LIBRARY : 0;
    }

    /**
     * Bytes of Java heap of a worker that runs the training and exports the network. They do not depend on the number
     * of parameters, because weights stream between libtorch and files.
     */
    public long heapBytes() {
        return HEAP_BASE + (long) BATCHES_AHEAD * batch * inputs * Float.BYTES;
    }
}
