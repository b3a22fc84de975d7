package org.dcd.transforms.onnx;

/**
 * How a model is run.
 *
 * @param threads threads within one operation, at least 1
 * @param batch images per run, at least 1: always exactly that many, the last ones padded, so that an image's result
 *     does not depend on how many others there are
 */
public record OrtOptions(OrtDevice device, int threads, int batch) {
    /** Fastest measured on CPU. */
    public static final int DEFAULT_BATCH = 64;

    public OrtOptions {
        if (threads < 1 || threads > 1024) {
            throw new IllegalArgumentException("threads must be in [1, 1024], was " + threads);
        }
        if (batch < 1 || batch > 65_536) {
            throw new IllegalArgumentException("batch must be in [1, 65536], was " + batch);
        }
    }

    /** The CPU with that many threads. */
    public static OrtOptions cpu(int threads) {
        return new OrtOptions(OrtDevice.CPU, threads, DEFAULT_BATCH);
    }

    public OrtOptions withBatch(int images) {
        return new OrtOptions(device, threads, images);
    }
}
