package org.dcd.transforms.ort;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Selects the execution device of ONNX Runtime. */
final class OrtDevices {
    private static final Logger LOG = LoggerFactory.getLogger(OrtDevices.class);

    private OrtDevices() {}

    /**
     * Sets the device in the session options. If CUDA was requested but is not available, logs a warning with the
     * reason and uses the CPU.
     *
     * @param options session options
     * @param wanted requested device
     * @param gpu index of the GPU
     * @return the device that is used, CPU or CUDA
     */
    static OrtDevice choose(SessionOptions options, OrtDevice wanted, int gpu) throws OrtException {
        return switch (wanted) {
            case CPU -> OrtDevice.CPU;
            case CUDA -> cuda(options, gpu);
        };
    }

    /** Whether this build of ONNX Runtime supports CUDA. */
    static boolean hasCuda() {
        OrtNatives.prepare();
        return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
    }

    private static OrtDevice cuda(SessionOptions options, int gpu) throws OrtException {
        if (!hasCuda()) {
            LOG.warn("CUDA was requested, but this build of ONNX Runtime does not support it; using the CPU."
                    + " Build with -Donnxruntime.artifact=onnxruntime_gpu to use the GPU.");
            return OrtDevice.CPU;
        }
        // TF32 would lose mantissa bits. The default search selects convolution algorithms by timing, which is not
        // reproducible.
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(gpu)) {
            cuda.add("use_tf32", "0");
            cuda.add("cudnn_conv_algo_search", "DEFAULT");
            options.addCUDA(cuda);
            return OrtDevice.CUDA;
        } catch (OrtException e) {
            LOG.warn("GPU {} was requested but is not available ({}); using the CPU.", gpu, e.getMessage());
            return OrtDevice.CPU;
        }
    }
}
