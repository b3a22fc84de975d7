package org.dcd.transforms.files.pickle;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;

/**
 * Reads the bytes of consecutive pickles. Lengths are checked against the remaining bytes before memory is allocated.
 */
public final class PickleInput {
    private static final int MAX_LINE = 256;

    private final ByteBuffer in;
    private final IntFunction<String> place;
    private int start;

    /**
     * @param pickles the pickles, from the first byte
     * @param place formats file and byte offset for error messages
     */
    public PickleInput(byte[] pickles, IntFunction<String> place) {
        this(ByteBuffer.wrap(pickles), place);
    }

    /**
     * @param pickles the pickles, from the position of the buffer; may be a memory-mapped file
     * @param place formats file and byte offset for error messages
     */
    public PickleInput(ByteBuffer pickles, IntFunction<String> place) {
        in = pickles.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.place = place;
    }

    /** Number of bytes read so far. */
    public int position() {
        return in.position();
    }

    /** Reads the next opcode. Error messages give its position. */
    int opcode() {
        start = in.position();
        return u8();
    }

    int u8() {
        return next(1).get() & 0xff;
    }

    int u16() {
        return next(2).getShort() & 0xffff;
    }

    int i32() {
        return next(4).getInt();
    }

    long i64() {
        return next(8).getLong();
    }

    /** Big-endian, unlike all other numbers in a pickle. */
    double f64() {
        return Double.longBitsToDouble(Long.reverseBytes(i64()));
    }

    /** A signed integer: Long up to 8 bytes (0 for none), BigInteger for more. */
    Object integer(int length) {
        byte[] bigEndian = bytes(length);
        for (int i = 0; i < length / 2; i++) {
            byte swapped = bigEndian[i];
            bigEndian[i] = bigEndian[length - 1 - i];
            bigEndian[length - 1 - i] = swapped;
        }
        BigInteger value = length == 0 ? BigInteger.ZERO : new BigInteger(bigEndian);
        return length > Long.BYTES ? value : (Object) value.longValue();
    }

    /** Text up to the end of the line. */
    String line() {
        int from = in.position();
        while (next(1).get() != '\n') {
            if (in.position() - from > MAX_LINE) {
                throw new IllegalArgumentException("the name of a class is longer than " + MAX_LINE + " bytes");
            }
        }
        byte[] line = new byte[in.position() - 1 - from];
        in.get(from, line);
        return new String(line, StandardCharsets.UTF_8);
    }

    String utf8(long length) {
        return new String(bytes(length), StandardCharsets.UTF_8);
    }

    byte[] bytes(long length) {
        next(length);
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return bytes;
    }

    /** The next bytes as a view of the buffer. */
    ByteBuffer slice(long length) {
        int from = in.position();
        next(length);
        in.position(from + (int) length);
        return in.slice(from, (int) length);
    }

    /** Returns an exception that gives the position of the last opcode. */
    public BadInputException bad(String problem, String remedy) {
        return new BadInputException(place.apply(start) + ": " + problem + "; " + remedy);
    }

    /** Returns the buffer after checking that {@code length} bytes remain. */
    private ByteBuffer next(long length) {
        if (length < 0 || length > in.remaining()) {
            throw bad(
                    "the pickle ends " + Count.of(in.remaining(), "byte") + " after an opcode that needs " + length,
                    "it is truncated or damaged; get the file again");
        }
        return in;
    }
}
