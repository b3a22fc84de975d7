package org.dcd.transforms.ort;

import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;

/**
 * How a model is run.
 *
 * @param gpu which of the visible GPUs, from 0; of no matter on the CPU
 * @param threads threads within one operation
 * @param batch images per run: always exactly that many, the last ones padded, so that an image's result does not
 *     depend on how many others there are
 */
public record OrtOptions(
        OrtDevice device, @Range("[0, )") int gpu, @Range("[1, 1024]") int threads, @Range("[1, 65536]") int batch) {
    /** Fastest measured on CPU. */
    public static final int DEFAULT_BATCH = 64;

    public OrtOptions {
        Ranges.check(OrtOptions.class, gpu, threads, batch);
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
