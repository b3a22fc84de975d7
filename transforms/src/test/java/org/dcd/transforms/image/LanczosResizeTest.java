package org.dcd.transforms.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Golden values of Pillow 12.3.0: element i of the planes is (7·i² + 13·i) mod 256 with i = 0, 1, …, and each plane p
 * [h, w] becomes {@code numpy.array(PIL.Image.fromarray(p).resize((W, H), PIL.Image.LANCZOS))}.
 */
class LanczosResizeTest {
    static Stream<Arguments> pillow() {
        return Stream.of(
                Arguments.of(new ImageShape(1, 13, 9), 4, 3, new int[] {
                    124, 127, 153, 137, 137, 133, 111, 139, 112, 62, 121, 127
                }),
                Arguments.of(new ImageShape(3, 5, 6), 3, 4, new int[] {
                    46, 63, 118, 198, 145, 103, 153, 175, 199, 180, 108, 152, 89, 147, 133, 73, 102, 114, 138, 129, 102,
                    154, 205, 123, 125, 153, 151, 139, 96, 113, 164, 91, 122, 144, 65, 59
                }),
                Arguments.of(new ImageShape(1, 4, 3), 6, 7, new int[] {
                    0, 0, 0, 7, 21, 29, 34, 51, 51, 56, 81, 124, 155, 172, 95, 112, 142, 186, 217, 226, 229, 47, 89,
                    155, 195, 144, 72, 29, 125, 122, 117, 112, 113, 115, 117, 209, 163, 87, 51, 126, 222, 255
                }),
                Arguments.of(new ImageShape(1, 16, 8), 16, 3, new int[] {
                    13, 139, 161, 109, 139, 103, 208, 187, 100, 169, 142, 126, 123, 67, 112, 104, 110, 127, 117, 171,
                    121, 181, 132, 145, 123, 145, 152, 117, 139, 95, 58, 113, 153, 32, 19, 108, 131, 67, 105, 129, 129,
                    114, 156, 128, 124, 138, 171, 138
                }));
    }

    @ParameterizedTest
    @MethodSource("pillow")
    void isBitIdenticalToPillow(ImageShape shape, int height, int width, int[] expected) {
        byte[] resized = LanczosResize.resize(planes(shape), shape, height, width);
        assertThat(IntStream.range(0, resized.length).map(i -> resized[i] & 0xff))
                .containsExactly(Arrays.stream(expected).boxed().toArray(Integer[]::new));
    }

    @Test
    void theSameSizeIsACopy() {
        ImageShape shape = new ImageShape(3, 4, 5);
        byte[] planes = planes(shape);
        assertThat(LanczosResize.resize(planes, shape, 4, 5)).isEqualTo(planes).isNotSameAs(planes);
    }

    @Test
    void keepsConstants() {
        ImageShape shape = new ImageShape(1, 37, 53);
        byte[] planes = new byte[shape.size()];
        Arrays.fill(planes, (byte) 255);
        assertThat(LanczosResize.resize(planes, shape, 8, 90)).containsOnly((byte) 255);
    }

    private static byte[] planes(ImageShape shape) {
        byte[] planes = new byte[shape.size()];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = (byte) (7 * i * i + 13 * i);
        }
        return planes;
    }
}
