package org.dcd.transforms.files.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.pickle.PickleBytes;
import org.dcd.transforms.files.safetensors.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads networks pickled by PyTorch and NumPy: {@code resources/weights/persistent.py} wrote {@code persistent.pkl} and
 * defines the values of its tensors.
 */
class PersistentFileTest {
    private static final Map<String, Tensor> TENSORS =
            Map.of("w", Tensor.of(new float[] {1, 2}, 2), "inner.b", Tensor.of(new float[] {3}, 1));

    @TempDir
    Path temp;

    private Path file;

    @BeforeEach
    void name() {
        file = temp.resolve("net.pkl");
    }

    @Test
    void readsWhatPyTorchPickled() throws IOException {
        write(resource("persistent.pkl"));
        PersistentFile network = PersistentFile.read(file);

        assertThat(network.modules()).containsOnlyKeys("ema", "loss_fn");
        PickledModule ema = network.modules().get("ema");
        assertThat(ema.className()).isEqualTo("EDMPrecond");
        assertThat(ema.number("sigma_data")).hasValue(0.5);
        assertThat(ema.number("sigma_max")).hasValue(Double.POSITIVE_INFINITY);
        assertThat(ema.number("sigma_rel")).isEmpty();
        PickledModule model = ema.modules().get("model");
        assertThat(model.className()).isEqualTo("SongUNet");
        assertThat(model.modules())
                .containsOnlyKeys("map_noise", "map_augment", "map_layer0", "map_layer1", "enc", "dec");
        PickledModule block = model.modules().get("enc").modules().get("4x4_block0");
        assertThat(block.number("skip_scale")).hasValue(Math.sqrt(0.5));
        SortedMap<String, Tensor> tensors = network.tensors(ema);
        assertThat(tensors).hasSize(71).containsKey("model.dec.4x4_in0.qkv.weight");
        int k = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            float[] values = entry.getValue().floats();
            for (int i = 0; i < values.length; i++) {
                assertThat(values[i]).as(entry.getKey()).isEqualTo(((37L * i + 101 * k) % 257 - 128) / 256f);
            }
            k++;
        }
    }

    @Test
    void theUndamagedFileIsValid() throws IOException {
        write(new PersistentBytes().called("", "Net").with("inner", "p", 0.25).pickle("ema", TENSORS));
        PersistentFile network = PersistentFile.read(file);
        PickledModule ema = network.modules().get("ema");

        assertThat(ema.className()).isEqualTo("Net");
        assertThat(ema.modules().get("inner").number("p")).hasValue(0.25);
        SortedMap<String, Tensor> tensors = network.tensors(ema);
        assertThat(tensors).containsOnlyKeys("w", "inner.b");
        assertThat(tensors.get("w").floats()).containsExactly(1, 2);
        assertThat(tensors.get("inner.b").floats()).containsExactly(3);
    }

    @Test
    void filesOfTorchSaveAreNotRecognised() throws IOException {
        for (String name : new String[] {"tensors-zip.pth", "tensors-legacy.pth"}) {
            write(resource(name));
            assertThat(PersistentFile.isOne(file)).as(name).isFalse();
        }
        write(resource("persistent.pkl"));
        assertThat(PersistentFile.isOne(file)).isTrue();
        write(new byte[0]);
        assertThat(PersistentFile.isOne(file)).isFalse();
    }

    @Test
    void rejectsOtherClassesByNameWithoutRunningThem() throws IOException {
        Path trace = temp.resolve("trace");
        write(TorchBytes.pickle()
                .raw('}')
                .text("ema")
                .global("os", "system")
                .text("touch " + trace)
                .raw(0x85, 'R', 's', '.')
                .toBytes());
        assertBad(
                "net.pkl: at byte 8: the pickle uses os.system, which pickles of networks of torch_utils.persistence do not need"
                        + " and which may run code; no code of the file was run; in the program that wrote"
                        + " the file, use torch.save(");
        assertThat(trace).doesNotExist();
    }

    @Test
    void rejectsEveryTruncation() throws IOException {
        byte[] whole = resource("persistent.pkl");
        for (int length = 1; length < whole.length; length += length < 300 ? 1 : 997) {
            write(Arrays.copyOf(whole, length));
            assertBad("net.pkl");
        }
    }

    @Test
    void aFlippedByteIsBadInputOrHarmless() throws IOException {
        byte[] whole = new PersistentBytes().called("", "Net").with("", "p", 1).pickle("ema", TENSORS);
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 << at * 5 % 8);
            write(changed);
            try {
                PersistentFile network = PersistentFile.read(file);
                for (PickledModule module : network.modules().values()) {
                    network.tensors(module);
                }
            } catch (BadInputException e) {
                assertThat(e).hasMessageContaining("net.pkl");
            }
        }
    }

    @Test
    void rejectsOtherVersionsAndInvalidStates() throws IOException {
        write(PersistentBytes.end(PersistentBytes.begin(TorchBytes.pickle(), "Net", 7))
                .raw('.')
                .toBytes());
        assertBad("a persistent object has version 7, supported is 6");
        write(PersistentBytes.end(PersistentBytes.begin(TorchBytes.pickle(), "os.system('x')", 6))
                .raw('.')
                .toBytes());
        assertBad("a class has an invalid name");
        write(PersistentBytes.begin(TorchBytes.pickle(), "Net", 6)
                .raw(']', 's', 0x85, 'R', '.')
                .toBytes());
        assertBad("net.pkl");
    }

    @Test
    void aStorageMustHaveItsDeclaredElements() throws IOException {
        for (byte[] stored : new byte[][] {
            PersistentBytes.stored(new byte[8], 3),
            PersistentBytes.stored(new byte[9], 2),
            PersistentBytes.stored(new byte[4], Long.MAX_VALUE / 8)
        }) {
            write(PersistentBytes.storage(TorchBytes.pickle(), stored).raw('.').toBytes());
            assertBad("a storage does not contain the");
        }
        write(PersistentBytes.storage(TorchBytes.pickle(), "pickle".getBytes())
                .raw('.')
                .toBytes());
        assertBad("net.pkl");
    }

    @Test
    void limitsRepeatedStorages() throws IOException {
        PickleBytes pickle = TorchBytes.pickle()
                .global("torch.storage", "_load_from_bytes")
                .raw('q', 0)
                .bytes(PersistentBytes.stored(new byte[4000], 1000))
                .raw(0x85, 'q', 1);
        for (int i = 0; i < 10; i++) {
            pickle.raw('h', 0, 'h', 1, 'R');
        }
        write(pickle.raw('.').toBytes());
        assertBad("the storages exceed the size of the pickle");
    }

    @Test
    void rejectsCyclesOfModules() throws IOException {
        PickleBytes pickle = TorchBytes.pickle()
                .raw('}')
                .text("ema")
                .global("torch.nn.modules.container", "ModuleDict")
                .raw(')', 0x81, 'q', 0, '}')
                .text("_modules")
                .raw('}');
        for (int i = 0; i < 50; i++) {
            pickle.text("m" + i).raw('h', 0, 's');
        }
        write(pickle.raw('s', 'b', 's', '.').toBytes());
        PersistentFile network = PersistentFile.read(file);

        assertThatThrownBy(() -> network.tensors(network.modules().get("ema")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("more than 65536 tensors and modules");
    }

    /** A sparse file. */
    @Test
    void rejectsFilesOverTwoGiB() throws IOException {
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.write(0x80);
            large.setLength(1L << 31);
        }
        assertBad("net.pkl: has 2,147,483,648 bytes, the limit is 2 GiB");
    }

    private void assertBad(String message) {
        assertThatThrownBy(() -> {
                    PersistentFile network = PersistentFile.read(file);
                    for (PickledModule module : network.modules().values()) {
                        network.tensors(module);
                    }
                })
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    private void write(byte[] bytes) throws IOException {
        Files.write(file, bytes);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = PersistentFileTest.class.getResourceAsStream("/weights/" + name)) {
            return in.readAllBytes();
        }
    }
}
