package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.ops.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrecisionCheckTest {
    private static final List<String> OLD = List.of("model name\t: CPU", "flags\t\t: fpu avx2 avx512f");

    @ParameterizedTest
    @ValueSource(strings = {"flags\t\t: fpu avx512_bf16 avx2", "flags\t\t: amx_bf16", "Features\t: fp bf16 sve"})
    void bfloat16NeedsItsInstructions(String flags) {
        assertThatCode(() -> PrecisionCheck.require(Precision.BFLOAT16, List.of("processor\t: 0", flags)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> PrecisionCheck.require(Precision.BFLOAT16, OLD))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("AVX512-BF16", "set precision: float32");
    }

    @Test
    void float16IsForGpus() {
        assertThatThrownBy(() -> PrecisionCheck.require(Precision.FLOAT16, List.of("flags : avx512_bf16")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("float16 is for GPUs only", "set precision: float32");
    }

    @Test
    void float32IsAlwaysAccepted() {
        assertThatCode(() -> PrecisionCheck.require(Precision.FLOAT32, OLD)).doesNotThrowAnyException();
    }
}
