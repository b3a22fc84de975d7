package org.dcd.transforms.files.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Random;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.files.npy.NpyReader.ComplexArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyReaderTest {
    private static final byte[] TWO = Npy.floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, -4);

    @Test
    void readsArraysOfNumpy() throws IOException {
        ComplexArray array = NpyReader.complex(Files.readAllBytes(Examples.MEASURED_MAPS), "maps.npy");

        assertThat(array.shape()).containsExactly(3, 16, 12);
        assertThat(array.real()).hasSize(3 * 16 * 12);
        // printed by NumPy: maps[1, 8, 5]
        assertThat(array.real()[(16 + 8) * 12 + 5]).isCloseTo(0.387147963, within(1e-7));
        assertThat(array.imaginary()[(16 + 8) * 12 + 5]).isCloseTo(-0.240975216, within(1e-7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr': '<c8', 'fortran_order': False, 'shape': (2,), }\n",
                "{'shape': (1L, 2L), 'fortran_order': False, 'descr': '<c8'}",
                "{'descr': '<c8', 'fortran_order': False, 'shape': ( 2 , 1, 1 )}   \n",
            })
    void acceptsKeysInAnyOrderAndSpacing(String header) {
        ComplexArray array = NpyReader.complex(Npy.file(header, TWO), "a.npy");

        assertThat(array.real()).containsExactly(1, 3);
        assertThat(array.imaginary()).containsExactly(2, -4);
    }

    @Test
    void readsBothByteOrdersAndPrecisionsAndVersions() {
        byte[] big = Npy.file(Npy.header(">c8", "(2,)"), Npy.floats(ByteOrder.BIG_ENDIAN, 1, 2, 3, -4));
        assertThat(NpyReader.complex(big, "a.npy").imaginary()).containsExactly(2, -4);

        byte[] doubles = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(0.1)
                .putDouble(-0.2)
                .array();
        ComplexArray one = NpyReader.complex(Npy.file(Npy.header("<c16", "()"), doubles), "a.npy");
        assertThat(one.real()).containsExactly(0.1);
        assertThat(one.imaginary()).containsExactly(-0.2);
        assertThat(one.shape()).isEmpty();

        byte[] first = Npy.file(Npy.header("<c8", "(2,)"), TWO);
        ByteBuffer second = ByteBuffer.allocate(first.length + 2).order(ByteOrder.LITTLE_ENDIAN);
        second.put(first, 0, 6).put((byte) 2).put((byte) 0).putInt(first[8]).put(first, 10, first.length - 10);
        assertThat(NpyReader.complex(second.array(), "a.npy").real()).containsExactly(1, 3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "|O ; (2,) ; contains pickled Python objects, which are never read ; allow_pickle=False",
                "<f4 ; (4,) ; has elements of type <f4, not complex64 (<c8) or complex128 (<c16) ; astype(numpy.complex64)",
                "<c8 ; (3,) ; has 16 bytes of elements, which does not match shape [3] ; truncated",
                "<c8 ; (1,) ; has 16 bytes of elements ; damaged",
                "<c8 ; (0, 2) ; has 16 bytes of elements ; damaged",
                "<c8 ; (999999999, 999999999, 999999999) ; has 16 bytes of elements ; damaged",
                "<c8 ; (9999999999,) ; has an unsupported header ; numpy.save",
                "<c8 ; (-2,) ; has an unsupported header ; numpy.save",
                "<c8 ; (2 ; has an unsupported header ; numpy.save",
                "<c8 ; [2] ; has an unsupported header ; numpy.save",
                "<c8 ; (2,), 'shape': (2,) ; has an unsupported header ; numpy.save",
                "<c8 ; __import__('os').system('x') ; has an unsupported header ; numpy.save",
            })
    void rejectsOtherArraysWithRemedy(String type, String shape, String problem, String remedy) {
        assertThatThrownBy(() -> NpyReader.complex(Npy.file(Npy.header(type, shape), TWO), "a.npy"))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("a.npy: ")
                .hasMessageContaining(problem)
                .hasMessageContaining(remedy);
    }

    @Test
    void rejectsRecordsColumnMajorArraysAndNonFiniteValues() {
        String records = "{'descr': [('r', '<f4'), ('i', '<f4')], 'fortran_order': False, 'shape': (2,), }";
        assertThatThrownBy(() -> NpyReader.complex(Npy.file(records, TWO), "a.npy"))
                .hasMessageContaining("has an unsupported header: {'descr': [('r'");
        String columns = Npy.header("<c8", "(2,)").replace("False", "True");
        assertThatThrownBy(() -> NpyReader.complex(Npy.file(columns, TWO), "a.npy"))
                .hasMessageContaining("column-major")
                .hasMessageContaining("ascontiguousarray");
        byte[] nan = Npy.floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, Float.NaN);
        assertThatThrownBy(() -> NpyReader.complex(Npy.file(Npy.header("<c8", "(2,)"), nan), "a.npy"))
                .isInstanceOf(BadInputException.class)
                .hasMessage("a.npy: element 1 is 3.0 + NaNi; replace values that are not finite before numpy.save");
    }

    @Test
    void rejectsOtherFiles() {
        assertThatThrownBy(() -> NpyReader.complex("PK\\3\\4 a zip of arrays".getBytes(), "a.npz"))
                .hasMessage("a.npz: is not an .npy file: it does not start with \\x93NUMPY; write it with numpy.save");
        byte[] later = Npy.file(Npy.header("<c8", "(2,)"), TWO);
        later[6] = 9;
        assertThatThrownBy(() -> NpyReader.complex(later, "a.npy")).hasMessageContaining("has format version 9");
    }

    /** Modified or truncated files give an array or a BadInputException, never another exception. */
    @Test
    void damagedFilesAreBadInput() {
        byte[] whole = Npy.file(Npy.header("<c8", "(2,)"), TWO);
        Random random = new Random(1);
        for (int i = 0; i < 5000; i++) {
            byte[] damaged =
                    random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int k = random.nextInt(3); k >= 0 && damaged.length > 0; k--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(NpyReader.complex(damaged, "a.npy").real()).hasSizeLessThanOrEqualTo(2);
            } catch (BadInputException e) {
                assertThat(e).hasMessageStartingWith("a.npy: ");
            }
        }
    }
}
