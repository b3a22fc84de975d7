package org.dcd.pipelines.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not experiments, and randomly edited files. */
class BadFilesTest {
    @TempDir
    Path folder;

    static List<Arguments> files() {
        return List.of(
                arguments("", ":1:1: is empty; an experiment file starts with experiment: name"),
                arguments("# nothing\n", ":1:1: is empty"),
                arguments("just text", ":1:1: needs keys such as experiment: name, was 'just text'"),
                arguments("- a\n", ":1:1: needs keys such as experiment: name, was a list"),
                arguments("a: b\u0000", ":1:5: control character U+0000"),
                arguments("a: b\nc: \u0007", ":2:4: control character U+0007"),
                arguments("x".repeat(SourceText.LARGEST + 1), ": is larger than 1 MB"),
                arguments("[".repeat(100_000), ":1:42: nested deeper than 40 levels"),
                arguments("a:\n" + "- x\n".repeat(20_000), ":9999:3: a[9997]: more than 10000 values"),
                arguments(bomb(), ":4:45: l3[7]: more than 10000 values, with aliases expanded"),
                arguments("%YAML 2.0\n---\na: b\n", ":1:1: not valid YAML"),
                arguments("a: \"" + "x\n".repeat(10), ":11:1: not valid YAML"));
    }

    /** Each level has ten times the values of the one before. */
    private static String bomb() {
        StringBuilder text = new StringBuilder("l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            String alias = "*l" + (i - 1);
            text.append("l" + i + ": &l" + i + " [")
                    .append((alias + ", ").repeat(9))
                    .append(alias)
                    .append("]\n");
        }
        return text.toString();
    }

    @ParameterizedTest
    @MethodSource("files")
    void areRefused(String text, String message) {
        assertRefused(text.getBytes(StandardCharsets.UTF_8), message);
    }

    @Test
    void inOtherEncodingsAreRefusedAtTheByte() {
        assertRefused(new byte[] {'a', ':', '\n', 'b', (byte) 0xE9, '\n'}, ":2:2: byte 0xe9 is not UTF-8");
        assertRefused("a: b".getBytes(StandardCharsets.UTF_16), ":1:1: byte 0xfe is not UTF-8");
        assertRefused(new byte[] {'a', (byte) 0xC3}, ":1:2: byte 0xc3 is not UTF-8");
    }

    @Test
    void mayStartWithAByteOrderMarkAndUseAnyLineBreak() {
        Path file = ExperimentFiles.write(
                folder,
                "a.yaml",
                "\uFEFF" + ExperimentFiles.GOOD.replace("\n", "\r\n").replace("seed: 1", "sed: 1"));

        assertThatThrownBy(() -> ExperimentReader.read(file, List.of())).hasMessageStartingWith(file + ":2:1: sed:");
    }

    @Test
    void foldersMissingFilesAndDevicesAreRefused() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.yaml"), folder.resolve("link.yaml"));
        Path missing = folder.resolve("missing.yaml");

        assertThatThrownBy(() -> ExperimentReader.read(folder, List.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(folder + ": is a folder");
        assertThatThrownBy(() -> ExperimentReader.read(missing, List.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(missing + ": no such file");
        assertThatThrownBy(() -> ExperimentReader.read(link, List.of())).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> ExperimentReader.read(Path.of("/dev/zero"), List.of()))
                .isInstanceOf(BadInputException.class);
    }

    /** Such paths must not get into messages: too long, or with control characters of a terminal. */
    @ParameterizedTest
    @ValueSource(strings = {"extends: \"%s\"", "dataset: {type: test-source, path: \"%s\"}"})
    void longPathsAndControlCharactersAreRefused(String line) {
        for (String path : List.of("x".repeat(5000), "a\\e[31mb", "a\\nb", "a\\0b")) {
            Path file = ExperimentFiles.write(
                    folder,
                    "path.yaml",
                    ExperimentFiles.GOOD.replaceFirst("dataset: .*\n", "") + line.replace("%s", path));

            assertThatThrownBy(() -> ExperimentReader.read(file, List.of()))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageStartingWith(file + ":25:")
                    .hasMessageMatching("(?s).*needs (a path|the path of a .yaml file), was .*")
                    .message()
                    .hasSizeLessThan(400)
                    .doesNotContain("\u001b", "\n", "\0");
        }
    }

    /** The message must not show the content of a file that is not YAML. */
    @Test
    void baseFilesOfAnotherKindAreNotRead() {
        Path secret = ExperimentFiles.write(folder, "secret", "hunter2");
        Path file = ExperimentFiles.write(folder, "a.yaml", "extends: secret\n");

        assertThatThrownBy(() -> ExperimentReader.read(file, List.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessage(file + ":1:10: extends: needs the path of a .yaml file, was 'secret'")
                .message()
                .doesNotContain("hunter2");
        assertThat(secret).exists();
    }

    @Test
    void randomlyEditedFilesAreReadOrRefused() {
        Random random = new Random(20260101);
        int read = 0;
        for (int i = 0; i < 300; i++) {
            String text = ExperimentFiles.GOOD;
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                text = garble(text, random);
            }
            Path file = ExperimentFiles.write(folder, "garbled.yaml", text);
            read += assertTimeoutPreemptively(Duration.ofSeconds(10), () -> readOrRefuse(file), text);
        }
        assertThat(read).isBetween(1, 250);
    }

    private static int readOrRefuse(Path file) {
        try {
            ExperimentReader.read(file, List.of());
            return 1;
        } catch (BadInputException e) {
            assertThat(e.getMessage()).matches("(?s)" + file + ":\\d+:\\d+: .+");
            return 0;
        }
    }

    private static String garble(String text, Random random) {
        String alphabet = "\t\n :-{}[],&*!|>'\"%@`#?~0.e\u0000\u00e9\ud83d\\";
        int at = random.nextInt(text.length());
        int line = text.lastIndexOf('\n', at) + 1;
        int end = text.indexOf('\n', at) + 1;
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        String garbled =
                switch (random.nextInt(6)) {
                    case 0 -> text.substring(0, at) + text.substring(at + 1);
                    case 1 -> text.substring(0, at) + text.substring(at, at + 1) + text.substring(at);
                    case 2 -> text.substring(0, at) + c + text.substring(at + 1);
                    case 3 -> text.substring(0, at) + c + text.substring(at);
                    case 4 -> text.substring(0, line) + text.substring(Math.max(line, end));
                    default -> text.substring(0, line)
                            + text.substring(line, Math.max(line, end))
                            + text.substring(line);
                };
        return garbled.isEmpty() ? ExperimentFiles.GOOD : garbled;
    }

    private void assertRefused(byte[] bytes, String message) {
        Path file = ExperimentFiles.write(folder, "bad.yaml", bytes);

        assertThatThrownBy(() ->
                        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> ExperimentReader.read(file, List.of())))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(file + message);
    }
}
