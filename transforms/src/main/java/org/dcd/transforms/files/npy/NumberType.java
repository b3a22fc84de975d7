package org.dcd.transforms.files.npy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.dcd.schemas.Count;

/**
 * How the numbers of an array are stored.
 *
 * @param partBytes bytes of a real number, or of one part of a complex one
 */
record NumberType(boolean complex, int partBytes, ByteOrder order) {
    /** The type of a row-major array of floats or complex numbers; everything else is bad input. */
    static NumberType of(NpyHeader header, String where) {
        if (header.columnMajor()) {
            throw NpyHeader.bad(
                    where,
                    "is column-major (fortran_order)",
                    "write it with numpy.save(path, numpy.ascontiguousarray(array))");
        }
        return ofAnyOrder(header, where);
    }

    /** The type of an array of floats or complex numbers, row-major or column-major; everything else is bad input. */
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
                    "holds pickled Python objects, which are never read",
                    "write the array of numbers that is in it with numpy.save(path, array, allow_pickle=False)");
            default -> throw NpyHeader.bad(
                    where,
                    "has elements of type " + header.type() + ", neither floats (<f4, <f8) nor complex (<c8, <c16)",
                    "write it with numpy.save(path, array.astype(numpy.float32))");
        };
    }

    /** Bytes of a number. */
    int bytes() {
        return complex ? 2 * partBytes : partBytes;
    }

    /** The next real number, or part of a complex one. */
    double next(ByteBuffer data) {
        return partBytes == Float.BYTES ? data.getFloat() : data.getDouble();
    }

    /** Number of elements of the array, which must be those that the bytes hold. */
    long count(List<Integer> shape, long bytes, String where) {
        long count = 1;
        for (int length : shape) {
            // one more than there are bytes stands for all that is too many, so that the product cannot overflow
            boolean tooMany = length > 0 && count > bytes / length;
            count = tooMany ? bytes + 1 : count * length;
        }
        if (count * bytes() != bytes) {
            throw NpyHeader.bad(
                    where,
                    "has " + Count.of(bytes, "byte") + " of elements, but an array of shape " + shape + " and type "
                            + (complex ? "complex" : "float") + 8 * bytes() + " takes another number",
                    "it is damaged or cut off; get it again");
        }
        return count;
    }
}
