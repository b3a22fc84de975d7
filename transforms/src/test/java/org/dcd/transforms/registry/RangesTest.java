package org.dcd.transforms.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangesTest {
    private record Settings(
            @Range("(0, 1e9]") double length,
            @Range("[0, length)") double start,
            @Range("[1, 64]") List<Integer> factors,
            String name,
            @Range("[0, )") OptionalDouble level) {
        Settings {
            Ranges.check(Settings.class, length, start, factors, level);
        }

        static Settings of(double length, double start) {
            return new Settings(length, start, List.of(1, 64), "any", OptionalDouble.empty());
        }
    }

    private record Forgetful(@Range("[0, 1]") double a, @Range("[0, 1]") double b) {
        Forgetful {
            Ranges.check(Forgetful.class, a);
        }
    }

    private record Dangling(@Range("[0, b]") double a, double b) {
        Dangling {
            Ranges.check(Dangling.class, a);
        }
    }

    @Test
    void acceptsIncludedBounds() {
        assertThat(Settings.of(1e9, 0).start()).isZero();
        assertThat(Settings.of(1e-300, 0).length()).isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0 | settings.length must be in (0, 1e9], was 0",
                "NaN | 0 | settings.length must be in (0, 1e9], was NaN",
                "Infinity | 0 | settings.length must be in (0, 1e9], was Infinity",
                "2.5 | 2.5 | settings.start must be in [0, 2.5), was 2.5",
                "3 | -0.5 | settings.start must be in [0, 3), was -0.5",
                "3 | NaN | settings.start must be in [0, 3), was NaN"
            })
    void rejectsWithNameRangeAndValue(double length, double start, String message) {
        assertThatThrownBy(() -> Settings.of(length, start))
                .isInstanceOf(OutOfRangeException.class)
                .hasMessage(message);
    }

    @Test
    void namesTheItemOfAList() {
        assertThatThrownBy(() -> new Settings(1, 0, List.of(1, 65), "any", OptionalDouble.empty()))
                .hasMessage("settings.factors[1] must be in [1, 64], was 65");
    }

    @Test
    void checksAnOptionalNumberIfPresent() {
        assertThatThrownBy(() -> new Settings(1, 0, List.of(), "any", OptionalDouble.of(-1)))
                .hasMessage("settings.level must be at least 0, was -1");
        assertThatThrownBy(() -> new Settings(1, 0, List.of(), "any", OptionalDouble.of(Double.POSITIVE_INFINITY)))
                .hasMessageContaining("was Infinity");
    }

    @Test
    void aConstructorThatOmitsAComponentAlwaysFails() {
        assertThatThrownBy(() -> new Forgetful(0, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aBoundMustBeAComponentWithARange() {
        assertThatThrownBy(() -> new Dangling(0, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'b'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(0, 80] | in (0, 80]",
                "[0, ) | at least 0",
                "(0, ) | more than 0",
                "[, 1e6] | at most 1e6",
                "(, 1) | less than 1",
                "[1, batch] | in [1, batch]"
            })
    void isDescribedInWords(String notation, String words) {
        Interval interval = Interval.parse(notation);

        assertThat(interval.inWords()).isEqualTo(words);
        assertThat(interval).hasToString(notation);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0, 1", "[0; 1]", "[0, 1", "[a b, 1]", "[0, 1, 2]", "[NaN, 1]"})
    void rejectsOtherNotations(String text) {
        assertThatThrownBy(() -> Interval.parse(text)).hasMessageContaining("is not an interval");
    }
}
