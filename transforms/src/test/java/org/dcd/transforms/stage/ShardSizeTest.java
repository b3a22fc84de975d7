package org.dcd.transforms.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardSizeTest {
    @ParameterizedTest
    @CsvSource({"1, 448", "50000, 448", "114688, 448", "114689, 512", "1000000, 3968", "100000000, 390656"})
    void shardsGrowInsteadOfBecomingMore(long images, int size) {
        assertThat(ShardSize.of(images, 448)).isEqualTo(size);
        assertThat((images + size - 1) / size).isLessThanOrEqualTo(256);
    }
}
