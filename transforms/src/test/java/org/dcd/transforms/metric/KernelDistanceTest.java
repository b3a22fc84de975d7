package org.dcd.transforms.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KernelDistanceTest {
    /** k(0, 0) = k(0, 1) = 1 and k(1, 1) = 8: 1 + 1 - 2 (1 + 1 + 1 + 8) / 4. */
    @Test
    void twoPointsWithThemselves() {
        double[] points = {0, 1};
        assertThat(KernelDistance.unbiased(points, points, 2, 1)).isEqualTo(-3.5);
    }

    @Test
    void aSubsetLargerThanASetIsRefused() {
        Vectors few = new Vectors(3, 1, new float[3]);
        assertThatThrownBy(() -> new Kd(1, 4, 10).of(few, few))
                .hasMessage("kd.subset-size must be at most the number of images, 3, was 4; lower it or score more"
                        + " images");
    }
}
