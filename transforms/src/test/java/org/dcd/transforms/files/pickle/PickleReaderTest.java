package org.dcd.transforms.files.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.pickle.SafeGlobals.SafeGlobal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PickleReaderTest {
    /** Allows {@code toys.Car}, which accepts any state, and resolves persistent ids to themselves. */
    private static final SafeGlobals TOYS = new SafeGlobals() {
        @Override
        public String contents() {
            return "toys";
        }

        @Override
        public String remedy() {
            return "ask Santa";
        }

        @Override
        public Optional<SafeGlobal> find(String name) {
            return name.equals("toys.Car") ? Optional.of(arguments -> "car" + arguments) : Optional.empty();
        }

        @Override
        public void build(Object value, Object state) {
            // the state of cars is ignored
        }

        @Override
        public boolean hasPersistentIds() {
            return true;
        }

        @Override
        public Object persistent(Object id) {
            return "outside " + id;
        }
    };

    /**
     * {@code pickle.dumps([None, True, False, 7, -1, 300, 2**40, 1.5, 'é', (), (1,), (1, 2, 3, 4), {'k': [2], 3: 4}],
     * protocol).hex()} with protocols 2, 4 and 5.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "80025d7100284e88894b074affffffff4d2c018a06000000000001473ff80000000000005802000000c3a97101294b0185710228"
                        + "4b014b024b034b047471037d71042858010000006b71055d71064b02614b034b0475652e",
                "80049549000000000000005d94284e88894b074affffffff4d2c018a06000000000001473ff80000000000008c02c3a994294b01"
                        + "8594284b014b024b034b0474947d94288c016b945d944b02614b034b0475652e",
                "80059549000000000000005d94284e88894b074affffffff4d2c018a06000000000001473ff80000000000008c02c3a994294b01"
                        + "8594284b014b024b034b0474947d94288c016b945d944b02614b034b0475652e"
            })
    void readsPicklesOfPython(String hex) {
        assertThat((List<?>) read(HexFormat.of().parseHex(hex)))
                .isEqualTo(Arrays.asList(
                        PickleReader.NONE,
                        true,
                        false,
                        7L,
                        -1L,
                        300L,
                        1L << 40,
                        1.5,
                        "é",
                        List.of(),
                        List.of(1L),
                        List.of(1L, 2L, 3L, 4L),
                        Map.of("k", List.of(2L), 3L, 4L)));
    }

    @Test
    void numbersKeepTheirSize() {
        assertThat(read(new PickleBytes().raw(0x8a, 0, '.'))).isEqualTo(0L);
        assertThat(read(new PickleBytes().raw(0x8a, 1, 0xff, '.'))).isEqualTo(-1L);
        assertThat(read(new PickleBytes().whole(Long.MIN_VALUE).raw('.'))).isEqualTo(Long.MIN_VALUE);
        assertThat(read(new PickleBytes().raw(0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1, '.')))
                .isEqualTo(BigInteger.ONE.shiftLeft(64));
        assertThat(read(new PickleBytes().raw('G', 0x3f, 0xf8, 0, 0, 0, 0, 0, 0, '.')))
                .isEqualTo(1.5);
    }

    @Test
    void usesGlobalsAndPersistentIdsOfTheAllowlist() {
        PickleBytes car = new PickleBytes().global("toys", "Car").raw(')', 'R', '}', 'b', '.');
        assertThat(read(car)).isEqualTo("car[]");
        assertThat(read(new PickleBytes().raw('K', 5, 'Q', '.'))).isEqualTo("outside 5");
    }

    /** {@code pickle.dumps([bytearray(b'abc'), b'xy'], 5)}, and a number of 256 bytes. */
    @Test
    void readsByteArraysAndLongNumbers() {
        List<?> read = (List<?>) read(
                HexFormat.of().parseHex("80059518000000000000005d942896030000000000000061626394430278799465" + "2e"));
        assertThat(read.get(0)).isEqualTo(new byte[] {'a', 'b', 'c'});
        assertThat(read.get(1)).isEqualTo(new byte[] {'x', 'y'});
        assertThat(read(new PickleBytes()
                        .raw(0x8b, 0, 1, 0, 0)
                        .raw(new int[255])
                        .raw(1, '.')))
                .isEqualTo(BigInteger.ONE.shiftLeft(255 * 8));
        assertBad(new PickleBytes().raw(0x96, 255, 255, 255, 255, 255, 255, 255, 127), "the pickle ends");
        assertBad(new PickleBytes().raw(0x8b, 255, 255, 255, 127, 1), "the pickle ends");
    }

    /** {@code pickle.dumps(pickle.PickleBuffer(b'abc'), 5, buffer_callback=list().append)}. */
    @ParameterizedTest
    @ValueSource(strings = {"8005972e", "800597982e"})
    void rejectsOutOfBandBuffers(String hex) {
        assertThatThrownBy(() -> read(HexFormat.of().parseHex(hex)))
                .isInstanceOf(BadInputException.class)
                .hasMessage("x.pickle: at byte 2: the pickle refers to out-of-band buffers (buffer_callback of"
                        + " protocol 5); pickle it again without buffer_callback");
    }

    @Test
    void rejectsKeywordArguments() {
        assertThat(read(new PickleBytes().global("toys", "Car").raw(')', '}', 0x92, '.')))
                .isEqualTo("car[]");
        assertBad(
                new PickleBytes().global("toys", "Car").raw(')', '}').text("a").raw('N', 's', 0x92, '.'),
                "a call with named arguments");
    }

    /** {@code pickle.dumps([set(), {7}, frozenset({7})], 4)} and, of classes made without arguments, NEWOBJ. */
    @Test
    void readsSetsAsListsAndNewObjectsAsCalls() {
        byte[] sets = HexFormat.of().parseHex("80049512000000000000005d94288f948f94284b0790284b079194652e");
        assertThat(read(sets)).isEqualTo(List.of(List.of(), List.of(7L), List.of(7L)));
        assertThat(read(new PickleBytes().global("toys", "Car").raw(')', 0x81, '.')))
                .isEqualTo("car[]");
    }

    @Test
    void rejectsOtherOpcodesWithPositionAndRemedy() {
        assertBad(
                new PickleBytes().raw('N').global("os", "system").text("true").raw(0x85, 'R', '.'),
                "x.pickle: at byte 1: the pickle uses os.system, which pickles of toys do not need and which may run code;"
                        + " ask Santa");
        assertBad(new PickleBytes().raw(0x82, 1, '.'), "opcode 0x82 does not occur in pickles of toys; ask Santa");
    }

    @Test
    void callsOnlyGlobals() {
        assertBad(new PickleBytes().text("toys.Car").raw(')', 'R', '.'), "malformed pickle");
        assertBad(new PickleBytes().raw(')', 'Q'), "the pickle ends");
    }

    @Test
    void readsConsecutivePickles() {
        PickleInput in =
                input(new PickleBytes().raw('K', 1, '.', 'K', 2, '.', 99).toBytes());
        assertThat(PickleReader.read(in, TOYS)).isEqualTo(1L);
        assertThat(PickleReader.read(in, TOYS)).isEqualTo(2L);
        assertThat(in.position()).isEqualTo(6);
    }

    @Test
    void readsCyclesAndDeepNesting() {
        Object list = read(new PickleBytes().raw(']', 'q', 0, 'h', 0, 'a', '.'));
        assertThat(((List<?>) list).get(0)).isSameAs(list);
        int[] tuples = new int[100_000];
        Arrays.fill(tuples, 0x85);
        assertThat(read(new PickleBytes().raw('N').raw(tuples).raw('.'))).isInstanceOf(List.class);
    }

    @Test
    void keysMustBeNumbersOrShortTexts() {
        assertBad(
                new PickleBytes().raw('}', ']', 'q', 0, 'N', 's'),
                "a name or key is not a text of at most 256 characters");
        assertBad(
                new PickleBytes().raw('}').bytes(new byte[257]).raw('N', 's'),
                "a name or key is not a text of at most 256 characters");
    }

    private static void assertBad(PickleBytes pickle, String message) {
        assertThatThrownBy(() -> read(pickle))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }

    private static Object read(PickleBytes pickle) {
        return read(pickle.toBytes());
    }

    private static Object read(byte[] pickle) {
        return PickleReader.read(input(pickle), TOYS);
    }

    private static PickleInput input(byte[] pickles) {
        return new PickleInput(pickles, offset -> "x.pickle: at byte " + offset);
    }
}
