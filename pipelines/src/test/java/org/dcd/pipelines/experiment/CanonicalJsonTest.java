package org.dcd.pipelines.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.corrupt.CorruptSpec;
import org.dcd.transforms.stage.dataset.DatasetSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {
    record Numbered(double value) {}

    record Named(String zText, List<Row> aRows) {}

    @Test
    void sortsKeysAndNamesTypes() {
        CorruptSpec spec = new CorruptSpec(new Corruption(new Identity(), new GaussianNoise(0.5)), 7);

        assertThat(CanonicalJson.key(spec))
                .as("what came later is not in the key while it has its default")
                .isEqualTo("{\"corruption\":{\"noise\":{\"sigma\":0.5,\"type\":\"gaussian\"},"
                        + "\"operator\":{\"type\":\"identity\"}},\"seed\":7}");
        assertThat(CanonicalJson.of(spec)).endsWith("\"held-out\":0,\"seed\":7}");
        assertThat(CanonicalJson.of(new Named("a\"b\n", List.of(Row.TEACHER_FULL))))
                .isEqualTo("{\"a-rows\":[\"teacher-full\"],\"z-text\":\"a\\\"b\\n\"}");
    }

    @Test
    void omitsComponentsThatAreNotInKeys() {
        DatasetSpec here = new DatasetSpec(new TestSource(Path.of("here"), 2, 10, false, "all"), "ab", 1);
        DatasetSpec there = new DatasetSpec(new TestSource(Path.of("there"), 2, 10, false, "all"), "ab", 1);
        DatasetSpec padded = new DatasetSpec(new TestSource(Path.of("here"), 3, 10, false, "all"), "ab", 1);

        assertThat(CanonicalJson.key(here)).isEqualTo(CanonicalJson.key(there)).doesNotContain("path");
        assertThat(CanonicalJson.key(here)).isNotEqualTo(CanonicalJson.key(padded));
        assertThat(CanonicalJson.of(here)).isNotEqualTo(CanonicalJson.of(there)).contains("\"path\":\"here\"");
    }

    @ParameterizedTest
    @CsvSource({
        "1.0, 1",
        "-0.0, 0",
        "2e-3, 0.002",
        "1e-10, 1e-10",
        "0.1, 0.1",
        "2e23, 2e23",
        "1234567890123456, 1.234567890123456e15",
        "100, 100",
        "4.9e-324, 5e-324",
        "1.7976931348623157e308, 1.7976931348623157e308",
    })
    void writesNumbersWithTheFewestDigits(double value, String text) {
        assertThat(CanonicalJson.of(new Numbered(value))).isEqualTo("{\"value\":" + text + "}");
    }

    @Test
    void numbersReadBackToTheSameBits() {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(Numbers.decimal(Numbers.canonical(value))).isEqualTo(value);
            }
        }
    }

    @Test
    void refusesNullAndOtherTypes() {
        assertThatThrownBy(() -> CanonicalJson.of(new Numbered(Double.NaN)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Numbered.value must be finite, was NaN");
        assertThatThrownBy(() -> CanonicalJson.of(new Numbered(Double.POSITIVE_INFINITY)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CanonicalJson.of(new Named(null, List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Named.z-text is null");
        assertThat(CanonicalJson.of(new ImageShape(1, 2, 3))).isEqualTo("{\"channels\":1,\"height\":2,\"width\":3}");
    }
}
