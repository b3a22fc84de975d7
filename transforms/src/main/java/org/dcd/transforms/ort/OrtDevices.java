package org.dcd.transforms.ort;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where ONNX Runtime computes. */
final class OrtDevices {
    private static final Logger LOG = LoggerFactory.getLogger(OrtDevices.class);

    private OrtDevices() {}

    /**
     * Puts the device into the options.
     *
     * @param gpu which one, when it is a GPU
     * @return the device really taken: the CPU when CUDA was asked for and cannot be had, after a warning that says why
     */
    static OrtDevice choose(SessionOptions options, OrtDevice wanted, int gpu) throws OrtException {
        return switch (wanted) {
            case AUTO -> hasCuda() ? cuda(options, gpu) : OrtDevice.CPU;
            case CPU -> OrtDevice.CPU;
            case CUDA -> cuda(options, gpu);
        };
    }

    private static boolean hasCuda() {
        return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
    }

    private static OrtDevice cuda(SessionOptions options, int gpu) throws OrtException {
        if (!hasCuda()) {
            LOG.warn("CUDA was asked for, but this build of ONNX Runtime has no CUDA support: computing on the CPU."
                    + " Build with -Donnxruntime.artifact=onnxruntime_gpu to use the GPU.");
            return OrtDevice.CPU;
        }
        // TF32 would cost ten bits of mantissa; the default search would time several convolutions and pick one by
        // luck.
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(gpu)) {
            cuda.add("use_tf32", "0");
            cuda.add("cudnn_conv_algo_search", "DEFAULT");
            options.addCUDA(cuda);
            return OrtDevice.CUDA;
        } catch (OrtException e) {
            LOG.warn("GPU {} was asked for, but cannot be used here ({}): computing on the CPU.", gpu, e.getMessage());
            return OrtDevice.CPU;
        }
    }
}
