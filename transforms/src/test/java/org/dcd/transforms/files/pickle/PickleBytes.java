package org.dcd.transforms.files.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Pickles for tests, opcode by opcode. */
public final class PickleBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public PickleBytes raw(int... opcodes) {
        for (int opcode : opcodes) {
            out.write(opcode);
        }
        return this;
    }

    public PickleBytes line(String text) {
        out.writeBytes((text + "\n").getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** GLOBAL. */
    public PickleBytes global(String module, String name) {
        return raw('c').line(module).line(name);
    }

    /** SHORT_BINSTRING. */
    public PickleBytes text(String text) {
        out.write('U');
        out.write(text.length());
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** BINSTRING. */
    public PickleBytes bytes(byte[] bytes) {
        out.write('T');
        out.writeBytes(littleEndian(Integer.BYTES).putInt(bytes.length).array());
        out.writeBytes(bytes);
        return this;
    }

    /** LONG1 of 8 bytes. */
    public PickleBytes whole(long value) {
        raw(0x8a, Long.BYTES);
        out.writeBytes(littleEndian(Long.BYTES).putLong(value).array());
        return this;
    }

    /** BINFLOAT. */
    public PickleBytes real(double value) {
        out.write('G');
        out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(value).array());
        return this;
    }

    public byte[] toBytes() {
        return out.toByteArray();
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
