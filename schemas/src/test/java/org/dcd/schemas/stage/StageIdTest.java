package org.dcd.schemas.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StageIdTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    @Test
    void isTheFolderInAStoreAndSortsByKindThenKey() {
        StageId teacher = new StageId("teacher", KEY);
        assertThat(teacher.path()).isEqualTo("teacher/" + KEY);
        assertThat(teacher).hasToString("teacher " + KEY);
        assertThat(List.of(teacher, new StageId("a-kind", KEY), new StageId("teacher", "00000000")).stream()
                        .sorted())
                .containsExactly(new StageId("a-kind", KEY), new StageId("teacher", "00000000"), teacher);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Teacher", "..", "a/b", "1a", "-a", "a b"})
    void aKindThatIsNotAFolderNameIsRefused(String kind) {
        assertThatThrownBy(() -> new StageId(kind, KEY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + kind + "' is not a kind of stage: expected lower-case letters, digits and '-'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0123", "../etc/passwd", "0123456G", "ABCDEF0123"})
    void aKeyThatIsNotHexadecimalIsRefused(String key) {
        assertThatThrownBy(() -> new StageId("teacher", key))
                .hasMessage("'" + key + "' is not a stage key: expected 8 to 64 hexadecimal digits");
    }
}
