package org.dcd.transforms.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.dcd.transforms.image.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomMaskTest {
    private static final ImageShape IMAGE = new ImageShape(3, 100, 100);

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.6, 0.9})
    void keepsTheStatedFractionOfPixels(double p) {
        float[] mask = new RandomMask(p).drawParameters(IMAGE, 3);
        double kept = 0;
        for (float value : mask) {
            assertThat(value).isIn(0f, 1f);
            kept += value;
        }
        assertThat(kept / mask.length).isCloseTo(1 - p, within(5 * Math.sqrt(p * (1 - p) / mask.length)));
    }

    @Test
    void hasOneMaskForAllChannels() {
        assertThat(new RandomMask(0.5).parameterShape(IMAGE)).hasValue(new ImageShape(1, 100, 100));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.5, Double.NaN})
    void rejectsInvalidProbabilities(double p) {
        assertThatThrownBy(() -> new RandomMask(p)).hasMessage("random-mask.p must be in [0, 1), was " + p);
    }
}
