package org.dcd.transforms.ort;

/**
 * How a model is run.
 *
 * @param gpu which of the visible GPUs, from 0; of no matter on the CPU
 * @param threads threads within one operation, at least 1
 * @param batch images per run, at least 1: always exactly that many, the last ones padded, so that an image's result
 *     does not depend on how many others there are
 */
public record OrtOptions(OrtDevice device, int gpu, int threads, int batch) {
    /** Fastest measured on CPU. */
    public static final int DEFAULT_BATCH = 64;

    public OrtOptions {
        if (gpu < 0) {
            throw new IllegalArgumentException("the GPU must be at least 0, was " + gpu);
        }
        if (threads < 1 || threads > 1024) {
            throw new IllegalArgumentException("threads must be in [1, 1024], was " + threads);
        }
        if (batch < 1 || batch > 65_536) {
            throw new IllegalArgumentException("batch must be in [1, 65536], was " + batch);
        }
    }

    /** The CPU with that many threads. */
    public static OrtOptions cpu(int threads) {
        return new OrtOptions(OrtDevice.CPU, 0, threads, DEFAULT_BATCH);
    }

    /** The first GPU where there is one and ONNX Runtime supports it, else the CPU with that many threads. */
    public static OrtOptions auto(int threads) {
        return new OrtOptions(OrtDevice.AUTO, 0, threads, DEFAULT_BATCH);
    }

    /** The same on another GPU, where it is on one. */
    public OrtOptions onGpu(int index) {
        return new OrtOptions(device, index, threads, batch);
    }

    public OrtOptions withBatch(int images) {
        return new OrtOptions(device, gpu, threads, images);
    }
}
