package org.dcd.transforms.files.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.pickle.PickleBytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedTorchFileTest {
    private static final long[] TWO = {2};
    private static final byte[] GOOD = TorchBytes.dict("FloatStorage", 2, 0, TWO, 1);

    @TempDir
    Path temp;

    private Path file;

    @BeforeEach
    void name() {
        file = temp.resolve("x.pth");
    }

    @Test
    void theUndamagedFileIsValid() throws IOException {
        write(TorchBytes.zip(TorchBytes.entries(GOOD, new byte[8])));
        assertThat(TorchFile.read(file).tensors()).containsOnlyKeys("w");
        write(TorchBytes.legacy(GOOD, 2, new byte[8]));
        assertThat(TorchFile.read(file).tensors()).containsOnlyKeys("w");
    }

    @Test
    void rejectsOtherClassesByNameWithoutRunningThem() throws IOException {
        Path trace = temp.resolve("trace");
        byte[] pickle = TorchBytes.pickle()
                .global("os", "system")
                .text("touch " + trace)
                .raw(0x85, 'R', '.')
                .toBytes();
        write(TorchBytes.zip(TorchBytes.entries(pickle, new byte[8])));
        assertBad(
                "x.pth: entry x/data.pkl: at byte 2: the pickle uses os.system, which pickles of state dicts do not need");
        write(TorchBytes.legacy(pickle, 2, new byte[8]));
        assertBad("x.pth: at byte " + (TorchBytes.legacyHead().length + 2) + ": the pickle uses os.system");
        write(pickle);
        assertBad("x.pth: at byte 2: the pickle uses os.system");
        assertThat(trace).doesNotExist();
    }

    @Test
    void rejectsWholeModulesWithoutAdviceToLoadThem() throws IOException {
        byte[] module = TorchBytes.pickle()
                .global("torch.nn.modules.linear", "Linear")
                .raw(')', 0x81, '.')
                .toBytes();
        write(TorchBytes.zip(TorchBytes.entries(module, new byte[8])));
        assertBad("the pickle uses torch.nn.modules.linear.Linear");
        assertBad(
                "no code of the file was run; in the program that wrote the file, use torch.save(module.state_dict(), path)");
        assertBad("loading an untrusted file in Python runs its code");
    }

    /** Start of a pickle of EDM's networks, which contains the source code of classes. */
    @Test
    void rejectsPersistentClassesWithoutAdviceToLoadThem() throws IOException {
        write(new PickleBytes()
                .raw(0x80, 3, '}', 'q', 0, 'X', 3, 0, 0, 0, 'e', 'm', 'a', 'q', 1)
                .global("torch_utils.persistence", "_reconstruct_persistent_obj")
                .toBytes());
        assertBad("the pickle uses torch_utils.persistence._reconstruct_persistent_obj");
        assertThatThrownBy(() -> TorchFile.read(file))
                .hasMessageContaining(
                        "no code of the file was run; in the program that wrote the file, use torch.save(")
                .hasMessageNotContainingAny("pickle.load", "torch.load", "python3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tensors-zip.pth", "tensors-legacy.pth", "lpips-v0.1-alex.pth"})
    void rejectsEveryTruncation(String name) throws IOException {
        byte[] whole;
        try (InputStream in = getClass().getResourceAsStream("/weights/" + name)) {
            whole = in.readAllBytes();
        }
        for (int length = 0; length < whole.length; length += length < 200 ? 1 : 17) {
            write(Arrays.copyOf(whole, length));
            assertBad("x.pth");
        }
    }

    @Test
    void aFlippedByteIsBadInputOrHarmless() throws IOException {
        assertEveryFlipIsBadOrHarmless(TorchBytes.zip(TorchBytes.entries(GOOD, new byte[8])));
        assertEveryFlipIsBadOrHarmless(TorchBytes.legacy(GOOD, 2, new byte[8]));
    }

    private void assertEveryFlipIsBadOrHarmless(byte[] whole) throws IOException {
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 << at * 5 % 8);
            write(changed);
            try {
                TorchFile.read(file);
            } catch (BadInputException e) {
                assertThat(e).hasMessageContaining("x.pth");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | -1 | 2 | 1 | offset -1",
                "2 | 0 | 2 | -1 | strides [-1]",
                "2 | 0 | -2 | 1 | shape [-2]",
                "2 | 1 | 2 | 1 | tensor w: it needs element 2 of storage 0, which has 2",
                "2 | 0 | 3 | 1 | tensor w: it needs element 2",
                "2 | 0 | 2 | 2 | tensor w: it needs element 2",
                "2 | 9223372036854775807 | 2 | 1 | tensor w: shape [2] with strides [1] is too large",
                "2 | 0 | 9223372036854775807 | 9223372036854775807 | is too large",
                "2 | 0 | 4611686018427387904 | 0 | is too large",
                "2 | 0 | 100000000 | 0 | tensor w: with its 400,000,000 bytes the tensors need more than",
                "-1 | 0 | 1 | 1 | storage 0 has an invalid size, -1 elements",
                "9223372036854775807 | 0 | 1 | 1 | storage 0 has an invalid size, 9223372036854775807 elements",
                "3 | 0 | 2 | 1 | x.pth: entry x/data/0: has 8 bytes, but the 3 elements of torch.FloatStorage",
                "1 | 0 | 1 | 1 | x.pth: entry x/data/0: has 8 bytes, but the 1 element of torch.FloatStorage",
            })
    void rejectsATensorThatExceedsItsStorage(long elements, long offset, long length, long stride, String message)
            throws IOException {
        byte[] pickle = TorchBytes.dict("FloatStorage", elements, offset, new long[] {length}, stride);
        write(TorchBytes.zip(TorchBytes.entries(pickle, new byte[8])));
        assertBad(message);
    }

    @Test
    void limitsTheMemoryOfTensorsThatShareAStorage() throws IOException {
        PickleBytes pickle = TorchBytes.pickle().raw('}');
        for (int i = 0; i < 1000; i++) {
            TorchBytes.tensor(pickle.text("w" + i), "FloatStorage", 4096, 0, new long[] {4096}, 1);
            pickle.raw('s');
        }
        write(TorchBytes.zip(TorchBytes.entries(pickle.raw('.').toBytes(), new byte[4 * 4096])));
        assertBad("times the size of the file");
    }

    @Test
    void rejectsAnInvalidNumberOfDimensions() throws IOException {
        write(TorchBytes.zip(
                TorchBytes.entries(TorchBytes.dict("FloatStorage", 2, 0, new long[65], new long[65]), new byte[8])));
        assertBad("at most 64 numbers");
        write(TorchBytes.zip(TorchBytes.entries(TorchBytes.dict("FloatStorage", 2, 0, TWO), new byte[8])));
        assertBad("a tensor has invalid shape [2] or strides []");
    }

    @Test
    void rejectsUnsupportedElementTypesByName() throws IOException {
        byte[] pickle = TorchBytes.dict("ComplexFloatStorage", 1, 0, new long[] {1}, 1);
        write(TorchBytes.zip(TorchBytes.entries(pickle, new byte[8])));
        assertBad(
                "x.pth: tensor w: elements of torch.ComplexFloatStorage are not supported; convert it in Python first");
        write(TorchBytes.legacy(pickle, 1, new byte[8]));
        assertBad("x.pth: tensor w: elements of torch.ComplexFloatStorage are not supported");
    }

    @Test
    void rejectsAStorageWithTwoTypes() throws IOException {
        PickleBytes pickle = TorchBytes.pickle().raw('}').text("a");
        TorchBytes.tensor(pickle, "FloatStorage", 2, 0, TWO, 1).raw('s').text("b");
        TorchBytes.tensor(pickle, "IntStorage", 2, 0, TWO, 1).raw('s', '.');
        write(TorchBytes.zip(TorchBytes.entries(pickle.toBytes(), new byte[8])));
        assertBad("storage 0 is declared with 2 elements of torch.FloatStorage and with 2 of torch.IntStorage");
    }

    @Test
    void rejectsMissingStoragesOfTheOldLayout() throws IOException {
        write(TorchBytes.legacy(GOOD, 3, new byte[12]));
        assertBad("storage 0 has 3 elements, but its tensors expect 2");
        write(TorchBytes.legacy(GOOD, 2, new byte[7]));
        assertBad("the file ends before the end of storage 0, which has 8 bytes");
        write(TorchBytes.legacy(GOOD, 2, new byte[9]));
        assertBad("1 byte follows the last storage");
        write(TorchBytes.legacy(TorchBytes.pickle().raw('}', '.').toBytes(), 2, new byte[8]));
        assertBad("the file does not list the keys of its 0 storages");
    }

    @Test
    void rejectsCompressedEntries() throws IOException {
        byte[] pickle = TorchBytes.dict("FloatStorage", 16 << 20, 0, TWO, 1);
        write(TorchBytes.zip(TorchBytes.entries(pickle, new byte[64 << 20]), ZipEntry.DEFLATED));
        assertThat(Files.size(file)).isLessThan(100_000);
        assertBad("is compressed, unlike files of PyTorch");
    }

    @Test
    void rejectsOtherArchives() throws IOException {
        Map<String, byte[]> files = TorchBytes.entries(GOOD, new byte[8]);
        files.put("y/data.pkl", GOOD);
        write(TorchBytes.zip(files));
        assertBad("the archive has 2 files <folder>/data.pkl");
        files = TorchBytes.entries(GOOD, new byte[8]);
        files.remove("x/data/0");
        write(TorchBytes.zip(files));
        assertBad("x.pth: has no entry x/data/0");
        files.put("x/version", new byte[] {'1', '1', '\n'});
        write(TorchBytes.zip(files));
        assertBad("x.pth: entry x/version: layout version '11' is not supported, only 1 to 10");
        write(TorchBytes.zip(Map.of("../x/data.pkl", GOOD)));
        assertBad("entry ../x/data.pkl: absolute names and names with ..");
    }

    @Test
    void rejectsDuplicateEntries() throws IOException {
        Map<String, byte[]> files = TorchBytes.entries(GOOD, new byte[8]);
        files.put("x/data/1", new byte[8]);
        String zip = new String(TorchBytes.zip(files), StandardCharsets.ISO_8859_1);
        write(zip.replace("x/data/1", "x/data/0").getBytes(StandardCharsets.ISO_8859_1));
        assertBad("x.pth: entry x/data/0: the name occurs twice");
    }

    @Test
    void keysCannotReferToOtherFiles() throws IOException {
        String pickle = new String(GOOD, StandardCharsets.ISO_8859_1).replace("U\0010", "U\t../../0..");
        write(TorchBytes.zip(TorchBytes.entries(pickle.getBytes(StandardCharsets.ISO_8859_1), new byte[8])));
        assertBad("has no entry x/data/../../0..");
    }

    @Test
    void rejectsOtherObjects() throws IOException {
        byte[] list = TorchBytes.pickle().raw(']', '.').toBytes();
        write(TorchBytes.zip(TorchBytes.entries(list, new byte[8])));
        assertBad("x.pth: does not contain a dictionary of tensors");
        write(list);
        assertBad("the pickle was not written by torch.save");
        write("tensors".getBytes(StandardCharsets.US_ASCII));
        assertBad("is neither a zip archive nor a pickle");
    }

    @Test
    void rejectsTwoEntriesWithOneName() throws IOException {
        PickleBytes pickle = TorchBytes.pickle().raw('}').text("a.b");
        TorchBytes.tensor(pickle, "FloatStorage", 2, 0, TWO, 1)
                .raw('s')
                .text("a")
                .raw('}')
                .text("b");
        TorchBytes.tensor(pickle, "FloatStorage", 2, 0, TWO, 1).raw('s', 's', '.');
        write(TorchBytes.zip(TorchBytes.entries(pickle.toBytes(), new byte[8])));
        assertBad("two entries have the name a.b");
    }

    @Test
    void rejectsCyclesOfDictionaries() throws IOException {
        byte[] pickle = TorchBytes.pickle()
                .raw('}', 'q', 0)
                .text("a")
                .raw('h', 0, 's', '.')
                .toBytes();
        write(TorchBytes.zip(TorchBytes.entries(pickle, new byte[8])));
        assertBad("dictionaries nested deeper than 8");
    }

    /** Every dictionary contains the previous one 100 times, which gives 100⁷ names. */
    @Test
    void limitsTheNumberOfEntries() throws IOException {
        PickleBytes pickle = TorchBytes.pickle().raw('}', 'q', 0);
        for (int level = 1; level < 8; level++) {
            pickle.raw('}', '(');
            for (int i = 0; i < 100; i++) {
                pickle.raw('K', i, 'h', level - 1);
            }
            pickle.raw('u', 'q', level);
        }
        write(TorchBytes.zip(TorchBytes.entries(pickle.raw('.').toBytes(), new byte[8])));
        assertBad("more than 65536 entries");
    }

    @Test
    void limitsDictionariesFromARepeatedList() throws IOException {
        PickleBytes pickle =
                TorchBytes.pickle().global("collections", "OrderedDict").raw('q', 0, ']', '(');
        for (int i = 0; i < 200; i++) {
            pickle.raw('K', i, 'N', 0x86);
        }
        pickle.raw('e', 0x85, 'q', 1);
        for (int i = 0; i < 1000; i++) {
            pickle.raw('h', 0, 'h', 1, 'R');
        }
        write(TorchBytes.zip(TorchBytes.entries(pickle.raw('.').toBytes(), new byte[8])));
        assertBad("dictionaries have more entries than the pickle");
    }

    private void assertBad(String message) {
        assertThatThrownBy(() -> TorchFile.read(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    private void write(byte[] bytes) throws IOException {
        Files.write(file, bytes);
    }
}
