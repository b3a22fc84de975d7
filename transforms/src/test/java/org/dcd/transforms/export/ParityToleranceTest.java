package org.dcd.transforms.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.dcd.transforms.ops.torch.TorchEngine;
import org.junit.jupiter.api.Test;

class ParityToleranceTest {
    @Test
    void theStatedToleranceIsThatOfTheCpu() {
        assertThat(ParityTolerance.of(TorchEngine.cpu())).isEqualTo(ParityTolerance.FLOAT32_CPU);
        assertThat(ParityTolerance.FLOAT32_CPU.times(1e-4)).isEqualTo(1e-4);
    }

    /** TF32 has 13 bits less; values of order 1 are then wrong by some multiples of 2^-11. */
    @Test
    void lessExactArithmeticIsGivenMore() {
        assertThat(ParityTolerance.FLOAT32_GPU.times(1)).isGreaterThan(1).isLessThan(10);
        assertThat(ParityTolerance.TF32_GPU.times(1e-4)).isBetween(0x1p-11, 0.1);
    }
}
