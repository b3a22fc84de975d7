package org.dcd.transforms.device;

import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dcd.transforms.ops.torch.Engines;
import org.dcd.transforms.ort.OrtOptions;
import org.junit.jupiter.api.Tag;

/** Every visible GPU, with {@code mvn verify -Pgpu}. Fails where there is none. */
@Tag("gpu")
class GpuDeviceTest extends DeviceContract {
    @Override
    Stream<TestDevice> devices() {
        if (Engines.gpus() == 0) {
            throw new AssertionError("-Pgpu needs a GPU, but libtorch finds none: set PYTORCH_LIBRARY_PATH and"
                    + " PYTORCH_FLAVOR as in docs/gpu.md");
        }
        if (!OrtOptions.isCudaSupported()) {
            throw new AssertionError("-Pgpu needs ONNX Runtime with CUDA, but this build has none");
        }
        return IntStream.range(0, Engines.gpus()).mapToObj(index -> new TestDevice(OptionalInt.of(index)));
    }

    /** Adam makes small differences large where gradients are small. */
    @Override
    Tolerances tolerances() {
        return new Tolerances(2e-2, 8, 0.1);
    }
}
