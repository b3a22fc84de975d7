package org.dcd.transforms.data.cifar;

import java.util.List;

/** A pickled array of unsigned bytes. Unpickling creates it empty, then sets its state. */
final class NumpyArray {
    private long rows;
    private long columns;
    private byte[] data;

    /** A pickled element type, such as {@code u1}. */
    record ElementType(String name) {}

    /**
     * Sets the state (version, shape, element type, column-major, bytes) as NumPy's {@code ndarray.__setstate__} does.
     *
     * @throws IllegalArgumentException if it is not the state of a row-major u8 matrix
     */
    void set(List<?> state) {
        if (state.size() != 5
                || !(state.get(1) instanceof List<?> shape)
                || !(state.get(2) instanceof ElementType type)
                || !(state.get(4) instanceof byte[] bytes)) {
            throw new IllegalArgumentException("the state of an array is not (version, shape, dtype, order, bytes)");
        }
        if (!type.name.equals("u1") || !Boolean.FALSE.equals(state.get(3))) {
            throw new IllegalArgumentException(
                    "an array has element type " + type.name + " or is column-major; expected row-major u1 (uint8)");
        }
        if (shape.size() != 2 || !(shape.get(0) instanceof Long n) || !(shape.get(1) instanceof Long m)) {
            throw new IllegalArgumentException("an array does not have two dimensions");
        }
        if (n < 0 || m < 1 || n > bytes.length || m > bytes.length || n * m != bytes.length) {
            throw new IllegalArgumentException(
                    "an array of shape [" + n + ", " + m + "] has " + bytes.length + " bytes");
        }
        rows = n;
        columns = m;
        data = bytes;
    }

    long rows() {
        return rows;
    }

    /** Number of columns; 0 before the state is set. */
    long columns() {
        return columns;
    }

    /** Row-major, rows x columns. */
    byte[] data() {
        return data;
    }
}
