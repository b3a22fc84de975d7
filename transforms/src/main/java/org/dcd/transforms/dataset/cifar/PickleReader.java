package org.dcd.transforms.dataset.cifar;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.dataset.cifar.NumpyArray.ElementType;
import org.dcd.transforms.dataset.cifar.NumpyArray.Global;

/**
 * Reads Python pickles (protocols 2 to 4) of dictionaries, lists, tuples, numbers, text and NumPy arrays of bytes,
 * after CPython's {@code pickletools}. A pickle is a program; this machine has no instruction that runs anything: a
 * class is one of the four words of {@link Global} or an error, and calling one makes a plain array. Memory is bounded
 * by the size of the pickle and the number of its opcodes, and nothing recurses.
 *
 * <p>Values are Map (keys String or Long), List (lists and tuples), Long, Boolean, String, byte[] (also Python 2's
 * text), {@link NumpyArray} and {@link #NONE}.
 */
final class PickleReader {
    static final Object NONE = new Object();

    private static final Object MARK = new Object();
    /** A batch of CIFAR-10 has some 60 000. */
    private static final int MOST_OPCODES = 1 << 20;

    private static final int MOST_KEY = 256;

    private final ByteBuffer in;
    private final IntFunction<String> place;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();
    private int start;
    private long encoded;

    private PickleReader(byte[] pickle, IntFunction<String> place) {
        in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
        this.place = place;
    }

    /**
     * The value of a pickle.
     *
     * @param place tells file and byte offset in messages
     */
    static Object read(byte[] pickle, IntFunction<String> place) {
        PickleReader reader = new PickleReader(pickle, place);
        try {
            return reader.run();
        } catch (IllegalArgumentException | ClassCastException e) {
            throw reader.bad("malformed pickle (" + e.getMessage() + ")", "get the file again");
        }
    }

    private Object run() {
        for (int opcodes = 0; opcodes < MOST_OPCODES; opcodes++) {
            start = in.position();
            int opcode = next(1).get() & 0xff;
            if (opcode == '.') {
                return pop();
            }
            if (!number(opcode) && !text(opcode) && !container(opcode) && !memo(opcode) && !object(opcode)) {
                throw bad(
                        String.format("opcode 0x%02x is not one that pickles of CIFAR-10 use", opcode),
                        "get the file again, or use the binary version of CIFAR-10");
            }
        }
        throw bad("the pickle has more than " + MOST_OPCODES + " opcodes", "use the binary version of CIFAR-10");
    }

    private boolean number(int opcode) {
        switch (opcode) {
            case 'J' -> push((long) next(4).getInt());
            case 'K' -> push((long) (next(1).get() & 0xff));
            case 'M' -> push((long) (next(2).getShort() & 0xffff));
            case 0x8a -> push(longOf(bytes(next(1).get() & 0xff)));
            case 0x88 -> push(Boolean.TRUE);
            case 0x89 -> push(Boolean.FALSE);
            case 'N' -> push(NONE);
            case 0x80 -> protocol(next(1).get() & 0xff); // PROTO
            case 0x95 -> next(8).getLong(); // FRAME
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean text(int opcode) {
        switch (opcode) {
            case 'U', 'C' -> push(bytes(next(1).get() & 0xff));
            case 'T', 'B' -> push(bytes(next(4).getInt()));
            case 0x8e -> push(bytes(next(8).getLong()));
            case 0x8c -> push(utf8(next(1).get() & 0xff));
            case 'X' -> push(utf8(next(4).getInt()));
            case 0x8d -> push(utf8(next(8).getLong()));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean container(int opcode) {
        switch (opcode) {
            case '(' -> push(MARK);
            case '}' -> push(new HashMap<Object, Object>());
            case ']', ')' -> push(new ArrayList<Object>());
            case 't' -> push(popToMark());
            case 0x85 -> push(pop(1));
            case 0x86 -> push(pop(2));
            case 0x87 -> push(pop(3));
            case 'a' -> append(pop(1));
            case 'e' -> append(popToMark());
            case 's' -> put(pop(2));
            case 'u' -> put(popToMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean memo(int opcode) {
        switch (opcode) {
            case 'q' -> memo.put(next(1).get() & 0xff, top());
            case 'r' -> memo.put(next(4).getInt(), top());
            case 0x94 -> memo.put(memo.size(), top());
            case 'h' -> push(remembered(next(1).get() & 0xff));
            case 'j' -> push(remembered(next(4).getInt()));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean object(int opcode) {
        switch (opcode) {
            case 'c' -> push(global(line() + "." + line()));
            case 0x93 -> {
                List<Object> names = pop(2);
                push(global(shortText(names.get(0)) + "." + shortText(names.get(1))));
            }
            case 'R' -> {
                List<?> arguments = (List<?>) pop();
                push(call((Global) pop(), arguments));
            }
            case 'b' -> build((List<?>) pop());
            default -> {
                return false;
            }
        }
        return true;
    }

    private Global global(String name) {
        Global global = Global.named(name);
        if (global == null) {
            throw bad(
                    "the pickle asks for " + name.replaceAll("\\p{Cntrl}", "?")
                            + ", which images do not need and which may run code",
                    "nothing was run; get the file from https://www.cs.toronto.edu/~kriz/cifar.html");
        }
        return global;
    }

    private Object call(Global function, List<?> arguments) {
        return switch (function) {
            case RECONSTRUCT -> new NumpyArray();
            case DTYPE -> new ElementType(shortText(arguments.isEmpty() ? NONE : arguments.get(0)));
            case ENCODE -> {
                if (arguments.size() != 2 || !shortText(arguments.get(1)).equals("latin1")) {
                    throw new IllegalArgumentException("bytes are not written as latin1");
                }
                yield encode((String) arguments.get(0));
            }
            case NDARRAY -> throw new IllegalArgumentException("numpy.ndarray is called");
        };
    }

    /** All texts that are encoded lie in the pickle, so that they cannot be longer than it, unless one repeats. */
    private byte[] encode(String text) {
        encoded += text.length();
        if (encoded > in.capacity()) {
            throw new IllegalArgumentException("more is encoded than the pickle holds");
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private void build(List<?> state) {
        if (top() instanceof NumpyArray array) {
            array.set(state);
        } else if (!(top() instanceof ElementType)) {
            throw new IllegalArgumentException("state of what is not an array");
        }
    }

    private void append(List<Object> items) {
        @SuppressWarnings("unchecked")
        List<Object> list = (List<Object>) top();
        list.addAll(items);
    }

    private void put(List<Object> pairs) {
        @SuppressWarnings("unchecked")
        Map<Object, Object> map = (Map<Object, Object>) top();
        if (pairs.size() % 2 != 0) {
            throw new IllegalArgumentException("a key without a value");
        }
        for (int i = 0; i < pairs.size(); i += 2) {
            Object key = pairs.get(i);
            map.put(key instanceof Long ? key : shortText(key), pairs.get(i + 1));
        }
    }

    private static String shortText(Object value) {
        if (value instanceof byte[] bytes && bytes.length <= MOST_KEY) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        if (value instanceof String text && text.length() <= MOST_KEY) {
            return text;
        }
        throw new IllegalArgumentException("a name or key is not a short text");
    }

    private void protocol(int version) {
        if (version < 2 || version > 4) {
            throw bad("pickle protocol " + version + " is not in [2, 4]", "pickle it with protocol 2 or 4");
        }
    }

    private Object remembered(int index) {
        Object value = memo.get(index);
        if (value == null) {
            throw new IllegalArgumentException("memo " + index + " is empty");
        }
        return value;
    }

    private static Long longOf(byte[] littleEndian) {
        if (littleEndian.length > Long.BYTES) {
            throw new IllegalArgumentException("a number of " + littleEndian.length + " bytes");
        }
        long value = 0;
        for (int i = littleEndian.length - 1; i >= 0; i--) {
            value = i == littleEndian.length - 1 ? littleEndian[i] : value << 8 | littleEndian[i] & 0xff;
        }
        return value;
    }

    private String line() {
        int from = in.position();
        while (next(1).get() != '\n') {
            if (in.position() - from > MOST_KEY) {
                throw new IllegalArgumentException("the name of a class has no end");
            }
        }
        return new String(in.array(), from, in.position() - 1 - from, StandardCharsets.UTF_8);
    }

    private String utf8(long length) {
        return new String(bytes(length), StandardCharsets.UTF_8);
    }

    private byte[] bytes(long length) {
        int from = in.position();
        next(length);
        in.position(from + (int) length);
        return Arrays.copyOfRange(in.array(), from, from + (int) length);
    }

    /** The buffer, after a check that it holds so many more bytes. */
    private ByteBuffer next(long length) {
        if (length < 0 || length > in.remaining()) {
            throw bad(
                    "the pickle ends, " + in.remaining() + " bytes after an opcode that needs " + length,
                    "it is cut off or damaged; get the file again");
        }
        return in;
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object top() {
        if (stack.isEmpty() || stack.get(stack.size() - 1) == MARK) {
            throw new IllegalArgumentException("an opcode without operand");
        }
        return stack.get(stack.size() - 1);
    }

    private Object pop() {
        Object top = top();
        stack.remove(stack.size() - 1);
        return top;
    }

    private List<Object> pop(int n) {
        Object[] values = new Object[n];
        for (int i = n - 1; i >= 0; i--) {
            values[i] = pop();
        }
        return new ArrayList<>(Arrays.asList(values));
    }

    private List<Object> popToMark() {
        int mark = stack.lastIndexOf(MARK);
        if (mark < 0) {
            throw new IllegalArgumentException("no mark");
        }
        List<Object> above = stack.subList(mark + 1, stack.size());
        List<Object> values = new ArrayList<>(above);
        above.clear();
        stack.remove(mark);
        return values;
    }

    private BadInputException bad(String problem, String remedy) {
        return new BadInputException(place.apply(start) + ": " + problem + "; " + remedy);
    }
}
