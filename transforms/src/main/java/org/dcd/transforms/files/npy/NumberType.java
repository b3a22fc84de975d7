package org.dcd.transforms.files.npy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.dcd.schemas.Count;

/**
 * Element type of an array.
 *
 * @param complex whether elements are complex
 * @param partBytes bytes of a real number, or of one part of a complex number
 * @param order byte order
 */
record NumberType(boolean complex, int partBytes, ByteOrder order) {
    /**
     * Returns the type of a row-major array.
     *
     * @throws org.dcd.schemas.BadInputException if the array is column-major, or its type is not supported
     */
    static NumberType of(NpyHeader header, String where) {
        if (header.columnMajor()) {
            throw NpyHeader.bad(
                    where,
                    "is column-major (fortran_order)",
                    "write it with numpy.save(path, numpy.ascontiguousarray(array))");
        }
        return ofAnyOrder(header, where);
    }

    /**
     * Returns the type of a row-major or column-major array.
     *
     * @throws org.dcd.schemas.BadInputException if its type is not supported
     */
    static NumberType ofAnyOrder(NpyHeader header, String where) {
        return switch (header.type()) {
            case "<f4" -> new NumberType(false, Float.BYTES, ByteOrder.LITTLE_ENDIAN);
            case ">f4" -> new NumberType(false, Float.BYTES, ByteOrder.BIG_ENDIAN);
            case "<f8" -> new NumberType(false, Double.BYTES, ByteOrder.LITTLE_ENDIAN);
            case ">f8" -> new NumberType(false, Double.BYTES, ByteOrder.BIG_ENDIAN);
            case "<c8" -> new NumberType(true, Float.BYTES, ByteOrder.LITTLE_ENDIAN);
            case ">c8" -> new NumberType(true, Float.BYTES, ByteOrder.BIG_ENDIAN);
            case "<c16" -> new NumberType(true, Double.BYTES, ByteOrder.LITTLE_ENDIAN);
            case ">c16" -> new NumberType(true, Double.BYTES, ByteOrder.BIG_ENDIAN);
            case "|O", "O" -> throw NpyHeader.bad(
                    where,
                    "contains pickled Python objects, which are never read",
                    "write its array of numbers with numpy.save(path, array, allow_pickle=False)");
            default -> throw NpyHeader.bad(
                    where,
                    "has elements of type " + header.type() + ", neither floats (<f4, <f8) nor complex (<c8, <c16)",
                    "write it with numpy.save(path, array.astype(numpy.float32))");
        };
    }

    /** Bytes of an element. */
    int bytes() {
        return complex ? 2 * partBytes : partBytes;
    }

    /** Reads the next real number, or the next part of a complex number. */
    double next(ByteBuffer data) {
        return partBytes == Float.BYTES ? data.getFloat() : data.getDouble();
    }

    /** Number of elements of an array; checks that the array has exactly the given number of bytes. */
    long count(List<Integer> shape, long bytes, String where) {
        long count = 1;
        for (int length : shape) {
            // bytes + 1 stands for any count that is too large, so that the product does not overflow
            boolean tooMany = length > 0 && count > bytes / length;
            count = tooMany ? bytes + 1 : count * length;
        }
        if (count * bytes() != bytes) {
            throw NpyHeader.bad(
                    where,
                    "has " + Count.of(bytes, "byte") + " of elements, which does not match shape " + shape
                            + " and type " + (complex ? "complex" : "float") + 8 * bytes(),
                    "it is damaged or truncated; get it again");
        }
        return count;
    }
}
