package org.dcd.transforms.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.dcd.transforms.contract.Golden.Output;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changed outputs are noticed, and recorded under another version only. */
class GoldenTest {
    private static final double TOLERANCE = 1e-4;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void record() throws IOException {
        file = folder.resolve("golden.txt");
        finish(1, 1, "a", true);
    }

    private static Output output(double factor, String name) {
        return new Output()
                .exactly(name)
                .within(TOLERANCE, factor, 2)
                .within(
                        TOLERANCE,
                        IntStream.range(0, 100)
                                .mapToDouble(i -> factor * Math.sin(i))
                                .toArray());
    }

    private void finish(int version, double factor, String name, boolean isRecording) throws IOException {
        Golden golden = new Golden(file, isRecording);
        golden.check("stage x", version, "the version of X", output(factor, name));
        golden.finish();
    }

    @Test
    void theSameWithinTheToleranceIsAccepted() {
        assertThatCode(() -> finish(1, 1 + TOLERANCE / 2, "a", false)).doesNotThrowAnyException();
    }

    @Test
    void otherNumbersOrTextsOfTheSameVersionNameTheVersionToRaise() {
        assertThatThrownBy(() -> finish(1, 1 + 2 * TOLERANCE, "a", false))
                .hasMessageContaining("the output of stage x is not that of its version 1 any more: number 0 was 1.0")
                .hasMessageContaining("raise the version of X")
                .hasMessageContaining("-Ddcd.ledger.record=true");
        assertThatThrownBy(() -> finish(1, 1, "b", false)).hasMessageContaining("names, counts or texts differ");
        assertThatThrownBy(() -> finish(1, Double.NaN, "a", false)).hasMessageContaining("and is NaN");
    }

    @Test
    void recordingRefusesOtherNumbersOfTheSameVersion() throws IOException {
        String before = Files.readString(file);

        assertThatThrownBy(() -> finish(1, 2, "a", true)).hasMessageContaining("raise the version of X");
        assertThat(file).hasContent(before);
    }

    @Test
    void aRaisedVersionIsRecordedAndNeverGoesBack() throws IOException {
        assertThatThrownBy(() -> finish(2, 2, "a", false))
                .hasMessageContaining("recorded for version 1, not 2; record");
        finish(2, 2, "a", true);
        assertThatCode(() -> finish(2, 2, "a", false)).doesNotThrowAnyException();

        assertThatThrownBy(() -> finish(1, 1, "a", true)).hasMessageContaining("went back from 2 to 1");
    }

    @Test
    void whatIsNotRecordedIsAProblem() {
        Golden golden = new Golden(file, false);
        golden.check("stage x", 1, "", output(1, "a"));
        golden.check("stage new", 1, "", output(1, "a"));

        assertThatThrownBy(golden::finish).hasMessageContaining("no output of stage new is recorded");
    }
}
