package org.dcd.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountTest {
    @Test
    void oneIsSingular() {
        assertThat(Count.of(0, "image")).isEqualTo("0 images");
        assertThat(Count.of(1, "image")).isEqualTo("1 image");
        assertThat(Count.of(2, "image")).isEqualTo("2 images");
        assertThat(Count.of(50_000, "image")).isEqualTo("50,000 images");
    }

    @Test
    void pluralsFollowTheRulesOfEnglish() {
        assertThat(Count.of(2, "class")).isEqualTo("2 classes");
        assertThat(Count.of(2, "batch")).isEqualTo("2 batches");
        assertThat(Count.of(2, "entry")).isEqualTo("2 entries");
        assertThat(Count.of(2, "day")).isEqualTo("2 days");
        assertThat(Count.of(2, "held-out image")).isEqualTo("2 held-out images");
        assertThat(Count.of(1, "stage is", "stages are")).isEqualTo("1 stage is");
        assertThat(Count.of(2, "axis", "axes")).isEqualTo("2 axes");
    }
}
