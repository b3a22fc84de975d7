package org.dcd.transforms.files.safetensors;

import java.nio.ByteBuffer;

/**
 * Element types of weight files, named as in safetensors. Each is read as a {@link Tensor.Type} that represents all its
 * values.
 */
public enum Dtype {
    /** IEEE 754 double precision. */
    F64(Double.BYTES, Tensor.Type.F64),
    /** IEEE 754 single precision. */
    F32(Float.BYTES, Tensor.Type.F32),
    /** IEEE 754 half precision. */
    F16(Short.BYTES, Tensor.Type.F32),
    /** bfloat16: the upper half of an F32. */
    BF16(Short.BYTES, Tensor.Type.F32),
    /** Signed 64-bit integer. */
    I64(Long.BYTES, Tensor.Type.I64),
    /** Signed 32-bit integer. */
    I32(Integer.BYTES, Tensor.Type.I64),
    /** Signed 16-bit integer. */
    I16(Short.BYTES, Tensor.Type.I64),
    /** Signed 8-bit integer. */
    I8(Byte.BYTES, Tensor.Type.I64),
    /** Unsigned 8-bit integer. */
    U8(Byte.BYTES, Tensor.Type.I64),
    /** Boolean in one byte; read as 0 or 1. */
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

    /** Type that elements are converted to when they are read. */
    public Tensor.Type type() {
        return type;
    }

    /** The element type that stores a tensor type without conversion. */
    static Dtype of(Tensor.Type type) {
        return valueOf(type.name());
    }

    /**
     * Reads one element, converts it to {@link #type()} and appends it to {@code to}.
     *
     * @param from elements of this type, in the byte order of the buffer
     * @param index index of the element
     * @param to receives the element at its position
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

    /** IEEE 754 binary16: sign, 5-bit exponent with bias 15, 10-bit fraction. */
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
