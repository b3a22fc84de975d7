package org.dcd.transforms.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeapShareTest {
    @Test
    void partsNeverExceedTheShare() {
        HeapShare share = new HeapShare(100);

        assertThat(share.take(60)).isTrue();
        assertThat(share.take(41)).isFalse();
        assertThat(share.take(40)).isTrue();
        share.giveBack(60);
        assertThat(share.take(60)).isTrue();
        assertThat(share.take(1)).isFalse();
    }

    @Test
    void threadsTakeExactlyTheShare() {
        HeapShare share = new HeapShare(100);

        assertThat(IntStream.range(0, 1000)
                        .parallel()
                        .filter(i -> share.take(3))
                        .count())
                .isEqualTo(33);
    }

    @Test
    void aShareWithoutLimitHasRoomForAnything() {
        HeapShare share = new HeapShare(Long.MAX_VALUE);

        assertThat(share.take(Long.MAX_VALUE / 2)).isTrue();
        assertThat(share.take(Long.MAX_VALUE / 2)).isTrue();
    }
}
