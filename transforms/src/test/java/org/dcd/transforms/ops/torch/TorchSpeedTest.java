package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TorchSpeedTest {
    @Test
    void measuresInPlausibleUnits() {
        try (TorchSpeed speed = new TorchSpeed(TorchMachine.load().cpu())) {
            assertThat(speed.float32()).as("GFLOP/s of a core").isBetween(0.1, 1000.0);
            assertThat(speed.bfloat16()).as("GFLOP/s of a core").isBetween(0.1, 5000.0);
            assertThat(speed.allocationCost()).as("cost of new memory").isBetween(0.1, 100.0);
        }
    }
}
