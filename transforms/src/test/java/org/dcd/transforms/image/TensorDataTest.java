package org.dcd.transforms.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.dcd.schemas.DataType;
import org.junit.jupiter.api.Test;

class TensorDataTest {
    @Test
    void pixelsSpanMinusOneToOne() {
        float[] target = new float[4];
        TensorData.decode(DataType.U8, ByteBuffer.wrap(new byte[] {0, (byte) 255, (byte) 102}), 3, target, 1);
        assertThat(target).containsExactly(0, -1, 1, 102 / 127.5f - 1);
    }

    @Test
    void floatsAreLittleEndian() {
        assertThat(TensorData.encodeF32(new float[] {9, 1}, 1, 1))
                .isEqualTo(ByteBuffer.wrap(new byte[] {0, 0, (byte) 0x80, 0x3f}));
    }

    @Test
    void floatsComeBackBitForBit() {
        float[] values = {-0.0f, 1e-40f, 3.5f, -Float.MAX_VALUE};
        float[] target = new float[4];
        ByteBuffer data = TensorData.encodeF32(values, 0, 4);
        TensorData.decode(DataType.F32, data, 4, target, 0);
        assertThat(target).containsExactly(values);
        assertThat(data.remaining()).isEqualTo(16);
    }

    @Test
    void rejectsNonFiniteValuesInBothDirections() {
        float[] bad = {1, Float.NaN};
        assertThatThrownBy(() -> TensorData.encodeF32(bad, 0, 2))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("element 1 is NaN");
        ByteBuffer infinite = ByteBuffer.wrap(new byte[] {0, 0, (byte) 0x80, 0x7f});
        assertThatThrownBy(() -> TensorData.decode(DataType.F32, infinite, 1, new float[1], 0))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("Infinity");
    }

    @Test
    void rejectsAnotherSize() {
        assertThatThrownBy(() -> TensorData.decode(DataType.F32, ByteBuffer.allocate(12), 4, new float[4], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16 bytes, was 12");
    }
}
