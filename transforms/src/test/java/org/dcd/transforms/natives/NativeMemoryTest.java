package org.dcd.transforms.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.torch.ParameterSet;
import org.dcd.transforms.ops.torch.ParameterValues;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativeMemoryTest {
    /** glibc and jemalloc can both release memory. What is in use must not change. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void releasesFreeMemoryOnly() {
        TorchEngine engine = TorchEngine.cpu();
        ParameterSpec spec = new ParameterSpec("w", Init.ONE, 100_000);
        float[] values = new float[100_000];
        java.util.Arrays.fill(values, 3);
        ParameterSet.zeros(engine, List.of(spec)).close();
        try (ParameterSet set = ParameterSet.of(engine, List.of(spec), ParameterValues.arrays(any -> values))) {
            assertThat(NativeMemory.release()).isTrue();
            assertThat(set.values().get("w").floats()).containsExactly(values);
        }
    }
}
