package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dcd.pipelines.cli.console.OutputFile;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputFileTest {
    @TempDir
    Path folder;

    private OutputFile png(String name) {
        return OutputFile.of("-o", folder.resolve(name), "a PNG image", ".png");
    }

    /** The inputs are missing: the name is refused before they are read. */
    @ParameterizedTest
    @CsvSource({
        "sample none.onnx -o,                  x.jpg, must end in .png: the output is a PNG image",
        "sample none.onnx -o,                  x,     must end in .png: the output is a PNG image",
        "export none.pkl -o,                   x.pth, must end in .onnx: the output is an ONNX model",
        "stats none --features f.onnx -o,      x.zip, must end in .npz: the output is NumPy arrays",
        "store export none --store none -o,    x.tar, must end in .zip: the output is a zip archive",
        "compare none.yaml --store none --html, x.pdf, must end in .html or .htm: the output is an HTML page",
    })
    void aWrongFileNameExtensionIsRefused(String command, String name, String message) throws IOException {
        List<String> args = new ArrayList<>(List.of(command.split(" +")));
        args.add(folder.resolve(name).toString());

        TestCli refused = TestCli.run(args.toArray(String[]::new));

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains(folder.resolve(name) + " " + message);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void fileNameExtensionsIgnoreCase() throws IOException {
        png("X.PNG").write(new byte[] {1});
        assertThat(folder.resolve("X.PNG")).hasBinaryContent(new byte[] {1});
        assertThatThrownBy(() -> png(".png")).hasMessageContaining("must end in .png");
    }

    @Test
    void missingFoldersAreCreatedWhenTheFileIsWritten() {
        OutputFile file = png("a/b/x.png");
        assertThat(folder.resolve("a")).doesNotExist();

        file.write(new byte[] {1, 2});

        assertThat(folder.resolve("a/b/x.png")).hasBinaryContent(new byte[] {1, 2});
    }

    @Test
    void anExistingFileIsReplacedAtomically() throws IOException {
        Path file = Files.write(folder.resolve("x.png"), new byte[] {7});
        assertThatThrownBy(() -> png("x.png").write(out -> {
                    out.write(1);
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(BadInputException.class)
                .hasMessage("-o " + file + " cannot be written: No space left on device; choose another path for -o");
        assertThat(file).hasBinaryContent(new byte[] {7});

        png("x.png").write(new byte[] {1, 2});

        assertThat(file).hasBinaryContent(new byte[] {1, 2});
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).as("nothing unfinished is left").containsExactly(file);
        }
    }

    @Test
    void aFolderIsRefusedAsOutputFile() throws IOException {
        Files.createDirectory(folder.resolve("out.png"));
        assertThatThrownBy(() -> png("out.png")).hasMessageContaining("out.png is a folder; give a file, such as");
    }

    @Test
    void aFileIsRefusedAsOutputFolder() throws IOException {
        Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> png("file/x.png")).hasMessageContaining("is not a folder; choose another path for -o");
        assertThatThrownBy(() -> OutputFile.checkFolder("-o", folder.resolve("file")))
                .hasMessageContaining("is a file; give a folder");
    }

    @Test
    void aFolderWithoutPermissionIsRefusedBeforeWork() throws IOException {
        Path locked = Files.createDirectory(folder.resolve("locked"));
        assumeFalse(locked.toFile().setWritable(false) && Files.isWritable(locked), "the super-user may write");
        assertThatThrownBy(() -> png("locked/x.png")).hasMessageContaining("no permission to write in " + locked);
        assertThat(locked.toFile().setWritable(true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"restored.png", "restored.ZIP", "restored.npz"})
    void aFolderNamedLikeAFileIsRefused(String name) {
        assertThatThrownBy(() -> OutputFile.checkFolder("-o", folder.resolve(name)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("the output is several files; give a folder");
        OutputFile.checkFolder("-o", folder.resolve("restored-0.5"));
    }
}
