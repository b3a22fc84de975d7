package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class Tf32Test {
    /** The arithmetic of the test itself: float32 computes the sums exactly. */
    @Test
    void theCpuComputesInFloat32() {
        assertThat(Tf32.measure(TorchEngine.cpu())).isEmpty();
        assertThat(Tf32.in(TorchEngine.cpu())).isEmpty();
        assertThat(Tf32.noted(TorchDevices.cpus(2), List.of("a note"))).containsExactly("a note");
    }

    @Test
    void sumsOfRoundedFactorsAreDetected() {
        float[] exact = new float[10];
        Arrays.fill(exact, 64 * (1 + 0x1p-12f));
        float[] one = exact.clone();
        one[7] = 64;

        assertThat(Tf32.isRounded(exact, 64)).isFalse();
        assertThat(Tf32.isRounded(one, 64)).isTrue();
        assertThat(Tf32.isRounded(new float[] {Float.NaN}, 64)).isTrue();
    }
}
