package org.dcd.transforms.files.pickle;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;

/**
 * The bytes of pickles, one after another. Lengths are checked against what is left before anything is allocated by
 * them.
 */
public final class PickleInput {
    private static final int MOST_LINE = 256;

    private final ByteBuffer in;
    private final IntFunction<String> place;
    private int start;

    /** @param place tells file and byte offset in messages */
    public PickleInput(byte[] pickles, IntFunction<String> place) {
        this(ByteBuffer.wrap(pickles), place);
    }

    /**
     * @param pickles from its position on, such as a file that is mapped into memory
     * @param place tells file and byte offset in messages
     */
    public PickleInput(ByteBuffer pickles, IntFunction<String> place) {
        in = pickles.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.place = place;
    }

    /** Bytes read so far. */
    public int position() {
        return in.position();
    }

    /** The next opcode, which messages then refer to. */
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

    /** Big-endian, as no other number of a pickle. */
    double f64() {
        return Double.longBitsToDouble(Long.reverseBytes(i64()));
    }

    /** A signed whole number: Long up to 8 bytes, of which none are 0, then BigInteger. */
    Object whole(int length) {
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
            if (in.position() - from > MOST_LINE) {
                throw new IllegalArgumentException("the name of a class has no end");
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

    /** The next bytes where they lie, without a copy. */
    ByteBuffer slice(long length) {
        int from = in.position();
        next(length);
        in.position(from + (int) length);
        return in.slice(from, (int) length);
    }

    /** Complains of the opcode read last. */
    public BadInputException bad(String problem, String remedy) {
        return new BadInputException(place.apply(start) + ": " + problem + "; " + remedy);
    }

    /** The buffer, after a check that it holds so many more bytes. */
    private ByteBuffer next(long length) {
        if (length < 0 || length > in.remaining()) {
            throw bad(
                    "the pickle ends, " + Count.of(in.remaining(), "byte") + " after an opcode that needs " + length,
                    "it is cut off or damaged; get the file again");
        }
        return in;
    }
}
