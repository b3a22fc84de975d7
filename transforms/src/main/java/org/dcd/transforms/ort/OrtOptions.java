package org.dcd.transforms.ort;

import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;

/**
 * Options for running a model.
 *
 * @param device execution device
 * @param gpu index of the GPU among the visible ones, from 0; ignored on the CPU
 * @param threads number of threads within one operation
 * @param batch number of images per run; smaller batches are padded, so that the result for an image does not depend on
 *     the number of images
 */
public record OrtOptions(
        OrtDevice device, @Range("[0, )") int gpu, @Range("[1, 1024]") int threads, @Range("[1, 65536]") int batch) {
    /** The fastest batch size in measurements on CPU. */
    public static final int DEFAULT_BATCH = 64;

    public OrtOptions {
        Ranges.check(OrtOptions.class, gpu, threads, batch);
    }

    /** Returns options for the CPU. */
    public static OrtOptions cpu(int threads) {
        return new OrtOptions(OrtDevice.CPU, 0, threads, DEFAULT_BATCH);
    }

    /** Whether this build of ONNX Runtime supports CUDA; loads its native library. */
    public static boolean isCudaSupported() {
        return OrtDevices.hasCuda();
    }

    /** Returns a copy for a GPU. */
    public OrtOptions onGpu(int index) {
        return new OrtOptions(OrtDevice.CUDA, index, threads, batch);
    }

    /** Returns a copy with another batch size. */
    public OrtOptions withBatch(int images) {
        return new OrtOptions(device, gpu, threads, images);
    }
}
