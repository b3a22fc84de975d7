package org.dcd.transforms.device;

import java.util.stream.Stream;

/** Runs the code of {@link GpuDeviceTest} on the CPU, which gives the same bits every time. */
class CpuDeviceTest extends DeviceContract {
    @Override
    Stream<TestDevice> devices() {
        return Stream.of(TestDevice.CPU);
    }

    @Override
    Tolerances tolerances() {
        return new Tolerances(0, 0, 0);
    }
}
