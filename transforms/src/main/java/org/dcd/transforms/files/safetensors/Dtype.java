package org.dcd.transforms.files.safetensors;

import java.nio.ByteBuffer;

/**
 * Element types of weight files, under their names in safetensors. Each is read as a type that holds all its values.
 */
public enum Dtype {
    F64(Double.BYTES, Tensor.Type.F64),
    F32(Float.BYTES, Tensor.Type.F32),
    F16(Short.BYTES, Tensor.Type.F32),
    /** The upper half of an F32. */
    BF16(Short.BYTES, Tensor.Type.F32),
    I64(Long.BYTES, Tensor.Type.I64),
    I32(Integer.BYTES, Tensor.Type.I64),
    I16(Short.BYTES, Tensor.Type.I64),
    I8(Byte.BYTES, Tensor.Type.I64),
    U8(Byte.BYTES, Tensor.Type.I64),
    BOOL(Byte.BYTES, Tensor.Type.I64);

    private final int bytes;
    private final Tensor.Type type;

    Dtype(int bytes, Tensor.Type type) {
        this.bytes = bytes;
        this.type = type;
    }

    /** Bytes of one element in a file. */
    public int bytes() {
        return bytes;
    }

    /** The type it is read as. */
    public Tensor.Type type() {
        return type;
    }

    /** The stored form of a type that is written as it is. */
    static Dtype of(Tensor.Type type) {
        return valueOf(type.name());
    }

    /**
     * Reads one element and appends it.
     *
     * @param index element of {@code from}, in the byte order of that buffer
     */
    public void copy(ByteBuffer from, int index, ByteBuffer to) {
        int at = index * bytes;
        switch (this) {
            case F64, I64 -> to.putLong(from.getLong(at));
            case F32 -> to.putInt(from.getInt(at));
            case F16 -> to.putFloat(half(from.getShort(at)));
            case BF16 -> to.putInt(from.getShort(at) << 16);
            case I32 -> to.putLong(from.getInt(at));
            case I16 -> to.putLong(from.getShort(at));
            case I8 -> to.putLong(from.get(at));
            case U8 -> to.putLong(from.get(at) & 0xff);
            case BOOL -> to.putLong(from.get(at) == 0 ? 0 : 1);
        }
    }

    /** binary16 of IEEE 754: sign, 5 bits of exponent with bias 15, 10 of fraction. */
    static float half(short bits) {
        int exponent = (bits >> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        float magnitude;
        if (exponent == 0x1f) {
            magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else if (exponent == 0) {
            magnitude = fraction * 0x1p-24f;
        } else {
            magnitude = Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
        }
        return bits < 0 ? -magnitude : magnitude;
    }
}
