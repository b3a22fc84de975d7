package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeviceParityTest {
    /** Bits of the mantissa that TF32 drops. */
    private static final int DROPPED = 13;

    @Test
    void theCpuAgreesWithItself() {
        TorchEngine cpu = TorchEngine.cpu();

        assertThat(DeviceParity.differences(cpu, cpu))
                .containsOnlyKeys("output", "gradient to input", "gradient to weight")
                .allSatisfy((part, difference) -> assertThat(difference).isZero());
    }

    @Test
    void theToleranceSeparatesFloat32FromTf32() {
        Map<String, float[]> exact = DeviceParity.results(TorchEngine.cpu());

        assertThat(DeviceParity.differences(exact, mapped(exact, Math::nextUp)).values())
                .allSatisfy(difference -> assertThat(difference).isPositive().isLessThan(DeviceParity.TOLERANCE));
        assertThat(DeviceParity.differences(exact, mapped(exact, DeviceParityTest::tf32))
                        .values())
                .allSatisfy(difference -> assertThat(difference).isGreaterThan(DeviceParity.TOLERANCE));
    }

    @Test
    void aValueThatIsNotFiniteIsADifference() {
        Map<String, float[]> reference = Map.of("output", new float[] {1, 2});

        assertThat(DeviceParity.differences(reference, Map.of("output", new float[] {1, Float.NaN})))
                .containsEntry("output", Double.NaN);
        assertThat(DeviceParity.differences(reference, Map.of("output", new float[] {1, 1.5f})))
                .containsEntry("output", 0.25);
    }

    private interface FloatFunction {
        float apply(float value);
    }

    private static Map<String, float[]> mapped(Map<String, float[]> results, FloatFunction function) {
        Map<String, float[]> mapped = new LinkedHashMap<>();
        results.forEach((name, values) -> {
            float[] changed = values.clone();
            for (int i = 0; i < changed.length; i++) {
                changed[i] = function.apply(changed[i]);
            }
            mapped.put(name, changed);
        });
        return mapped;
    }

    private static float tf32(float value) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(value) >> DROPPED << DROPPED);
    }
}
