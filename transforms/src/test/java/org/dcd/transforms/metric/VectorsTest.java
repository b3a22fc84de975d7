package org.dcd.transforms.metric;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.dcd.schemas.Count;
import org.junit.jupiter.api.Test;

class VectorsTest {
    @Test
    void setsThatDoNotFitIntoMemoryAreRefusedWithTheRemedy() {
        long heap = Runtime.getRuntime().maxMemory();
        long most = heap / 4 * 3 / 2 / Float.BYTES / 1024;
        assertThatCode(() -> Vectors.requireRoom(Math.min(most, 2_000_000), 1024))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Vectors.requireRoom(most + 1, 1024))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Count.of(most + 1) + " vectors of 1,024 numbers take")
                .hasMessageContaining("MB; lower images of the metric, or raise the heap (DCD_JAVA_OPTS=-Xmx");
        assertThatThrownBy(() -> Vectors.requireRoom(1_000_000, 4096)).isInstanceOf(IllegalArgumentException.class);
    }
}
