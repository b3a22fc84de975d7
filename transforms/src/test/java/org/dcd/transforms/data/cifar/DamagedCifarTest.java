package org.dcd.transforms.data.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.data.IdxBytes;
import org.dcd.transforms.data.cifar.Cifar10Dataset.Split;
import org.dcd.transforms.files.pickle.PickleBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedCifarTest {
    private static final byte[] LABELS = {3, 9};
    private static final byte[] PIXELS = CifarBytes.pixels(2, 1);

    @TempDir
    Path folder;

    @Test
    void rejectsABinaryBatchTruncatedWithinARecord() throws IOException {
        byte[] whole = CifarBytes.binary(LABELS, PIXELS);
        for (int length : new int[] {1, 3072, 3074, whole.length - 1}) {
            write("test_batch.bin", Arrays.copyOf(whole, length));
            assertBad("test_batch.bin: at byte " + length / 3073 * 3073);
        }
    }

    @Test
    void reportsALabelOutOfRangeWithItsPosition() throws IOException {
        write("test_batch.bin", CifarBytes.binary(new byte[] {3, (byte) 200}, PIXELS));
        assertBad("at byte 3073: label 200 is not in [0, 9]");
        Files.delete(folder.resolve("test_batch.bin"));
        write("test_batch", CifarBytes.pickle(new byte[] {3, 10}, PIXELS));
        assertBad("label 10 is not in [0, 9]");
    }

    @Test
    void rejectsEveryTruncationOfAPickle() throws IOException {
        byte[] whole = CifarBytes.pickle(LABELS, PIXELS);
        for (int length = 1; length < whole.length; length += length < 300 ? 1 : 97) {
            write("test_batch", Arrays.copyOf(whole, length));
            assertBad("test_batch: at byte ");
        }
    }

    @Test
    void aFlippedByteOfAPickleIsBadInputOrHarmless() throws IOException {
        byte[] whole = CifarBytes.pickle(LABELS, PIXELS);
        for (int at = 0; at < 300; at++) {
            for (int value = at % 41; value < 256; value += 41) {
                byte[] changed = whole.clone();
                changed[at] = (byte) value;
                write("test_batch", changed);
                try {
                    read();
                } catch (BadInputException e) {
                    assertThat(e).hasMessageContaining("test_batch");
                }
            }
        }
    }

    @Test
    void rejectsOtherClassesByNameWithoutRunningThem() throws IOException {
        Path trace = folder.resolve("trace");
        write(
                "test_batch",
                new PickleBytes()
                        .raw(0x80, 2)
                        .line("cposix")
                        .line("system")
                        .text("touch " + trace)
                        .raw(0x85, 'R', '.')
                        .toBytes());
        assertBad("at byte 2: the pickle uses posix.system, which pickles of images do not need");
        assertThat(trace).doesNotExist();
        write(
                "test_batch",
                new PickleBytes()
                        .raw(0x80, 4, 0x8c, 8)
                        .raw("builtins".chars().toArray())
                        .raw(0x8c, 4)
                        .raw("eval".chars().toArray())
                        .raw(0x93, '.')
                        .toBytes());
        assertBad("the pickle uses builtins.eval");
    }

    @Test
    void rejectsOpcodesForOtherObjects() throws IOException {
        for (int opcode : new int[] {'i', 'o', 'P', 'Q', 0x82, 0x83}) {
            write("test_batch", new PickleBytes().raw(0x80, 2, '(', opcode).toBytes());
            assertBad(String.format("at byte 3: opcode 0x%02x does not occur", opcode));
        }
        write("test_batch", new byte[] {(byte) 0x80, 6});
        assertBad("pickle protocol 6 is not in [2, 5]");
    }

    @Test
    void newObjectsMustHaveAllowedClasses() throws IOException {
        write(
                "test_batch",
                new PickleBytes()
                        .raw(0x80, 2, 'c')
                        .raw("os\nstat_result\n".chars().toArray())
                        .raw(')', 0x81, '.')
                        .toBytes());
        assertBad("the pickle uses os.stat_result");
    }

    @Test
    void smallPicklesCannotAllocateMuchMemory() throws IOException {
        write(
                "test_batch",
                new PickleBytes().raw(0x80, 2, 'T', 255, 255, 255, 127).toBytes());
        assertBad("at byte 2: the pickle ends");
        PickleBytes encodings =
                new PickleBytes().raw(0x80, 2).line("c_codecs").line("encode").raw('q', 0, 'X', 0, 16, 0, 0);
        encodings.raw(new int[4096]).text("latin1").raw(0x86, 'q', 1);
        for (int i = 0; i < 1000; i++) {
            encodings.raw('h', 0, 'h', 1, 'R');
        }
        write("test_batch", encodings.raw('.').toBytes());
        assertBad("the encoded bytes exceed the size of the pickle");
        write("test_batch", new PickleBytes().raw(0x80, 2).raw(new int[2 << 20]).toBytes());
        assertBad("opcode 0x00");
        int[] lists = new int[2 << 20];
        Arrays.fill(lists, ']');
        write("test_batch", new PickleBytes().raw(0x80, 2).raw(lists).toBytes());
        assertBad("more than 1048576 opcodes");
    }

    @Test
    void rejectsOtherDictionaries() throws IOException {
        write("test_batch", new PickleBytes().raw(0x80, 2, '}', '.').toBytes());
        assertBad("not a dictionary with an array 'data' and a list 'labels'");
        write("test_batch", CifarBytes.pickle(new byte[] {1}, PIXELS));
        assertBad("an array of shape [1, 3072] has 6144 bytes");
    }

    @Test
    void rejectsEveryTruncationOfAnArchive() throws IOException {
        byte[] whole = CifarBytes.tarGz(Map.of("a/test_batch.bin", CifarBytes.binary(LABELS, PIXELS)));
        for (int length = 0; length < whole.length - 200; length += 41) {
            write("cifar-10-binary.tar.gz", Arrays.copyOf(whole, length));
            assertBad("cifar-10-binary.tar.gz: ");
        }
    }

    @Test
    void rejectsADamagedArchiveHeader() throws IOException {
        byte[] tar = CifarBytes.tar(Map.of("a/test_batch.bin", CifarBytes.binary(LABELS, PIXELS)));
        byte[] renamed = tar.clone();
        renamed[0] ^= 1;
        write("cifar-10-binary.tar.gz", IdxBytes.gzip(renamed));
        assertBad("at byte 0 of the uncompressed archive: the checksum of a header is");
        byte[] sized = tar.clone();
        sized[124] = (byte) 0x80;
        write("cifar-10-binary.tar.gz", IdxBytes.gzip(sized));
        assertBad("at byte 0 of the uncompressed archive: ");
        write("cifar-10-binary.tar.gz", tar);
        assertBad("not compressed with gzip");
    }

    @Test
    void entriesOfAnArchiveAreNeverUnpacked() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("../evil", new byte[10]);
        files.put("a/test_batch.bin", CifarBytes.binary(LABELS, PIXELS));
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Files.write(inner.resolve("cifar-10-binary.tar.gz"), CifarBytes.tarGz(files));
        new Cifar10Dataset(inner, Split.TEST, 0, 1, 0, 1).read(image -> {});
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    private void assertBad(String message) {
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(message);
    }

    private void read() throws IOException {
        new Cifar10Dataset(folder, Split.TEST, 0, 1, 0, 1).read(image -> {});
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
    }
}
