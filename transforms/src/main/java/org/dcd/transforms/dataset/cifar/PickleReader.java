package org.dcd.transforms.dataset.cifar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
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

    /** A batch of CIFAR-10 has some 60 000. */
    private static final int MOST_OPCODES = 1 << 20;

    private static final int MOST_KEY = 256;

    private final PickleInput in;
    private final PickleStack stack = new PickleStack();
    private long encoded;

    private PickleReader(PickleInput in) {
        this.in = in;
    }

    /**
     * The value of a pickle.
     *
     * @param place tells file and byte offset in messages
     */
    static Object read(byte[] pickle, IntFunction<String> place) {
        PickleReader reader = new PickleReader(new PickleInput(pickle, place));
        try {
            return reader.run();
        } catch (IllegalArgumentException | ClassCastException e) {
            throw reader.in.bad("malformed pickle (" + e.getMessage() + ")", "get the file again");
        }
    }

    private Object run() {
        for (int opcodes = 0; opcodes < MOST_OPCODES; opcodes++) {
            int opcode = in.opcode();
            if (opcode == '.') {
                return stack.pop();
            }
            if (!number(opcode) && !text(opcode) && !container(opcode) && !memo(opcode) && !object(opcode)) {
                throw in.bad(
                        String.format("opcode 0x%02x is not one that pickles of CIFAR-10 use", opcode),
                        "get the file again, or use the binary version of CIFAR-10");
            }
        }
        throw in.bad("the pickle has more than " + MOST_OPCODES + " opcodes", "use the binary version of CIFAR-10");
    }

    private boolean number(int opcode) {
        switch (opcode) {
            case 'J' -> stack.push((long) in.i32());
            case 'K' -> stack.push((long) in.u8());
            case 'M' -> stack.push((long) in.u16());
            case 0x8a -> stack.push(in.whole(in.u8()));
            case 0x88 -> stack.push(true);
            case 0x89 -> stack.push(false);
            case 'N' -> stack.push(NONE);
            case 0x80 -> protocol(in.u8()); // PROTO
            case 0x95 -> in.i64(); // FRAME
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean text(int opcode) {
        switch (opcode) {
            case 'U', 'C' -> stack.push(in.bytes(in.u8()));
            case 'T', 'B' -> stack.push(in.bytes(in.i32()));
            case 0x8e -> stack.push(in.bytes(in.i64()));
            case 0x8c -> stack.push(in.utf8(in.u8()));
            case 'X' -> stack.push(in.utf8(in.i32()));
            case 0x8d -> stack.push(in.utf8(in.i64()));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean container(int opcode) {
        switch (opcode) {
            case '(' -> stack.mark();
            case '}' -> stack.push(new HashMap<Object, Object>());
            case ']', ')' -> stack.push(new ArrayList<Object>());
            case 't' -> stack.push(stack.popToMark());
            case 0x85 -> stack.push(stack.pop(1));
            case 0x86 -> stack.push(stack.pop(2));
            case 0x87 -> stack.push(stack.pop(3));
            case 'a' -> append(stack.pop(1));
            case 'e' -> append(stack.popToMark());
            case 's' -> put(stack.pop(2));
            case 'u' -> put(stack.popToMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean memo(int opcode) {
        switch (opcode) {
            case 'q' -> stack.remember(in.u8());
            case 'r' -> stack.remember(in.i32());
            case 0x94 -> stack.remember();
            case 'h' -> stack.push(stack.remembered(in.u8()));
            case 'j' -> stack.push(stack.remembered(in.i32()));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean object(int opcode) {
        switch (opcode) {
            case 'c' -> stack.push(global(in.line() + "." + in.line()));
            case 0x93 -> {
                List<Object> names = stack.pop(2);
                stack.push(global(shortText(names.get(0)) + "." + shortText(names.get(1))));
            }
            case 'R' -> {
                List<?> arguments = (List<?>) stack.pop();
                stack.push(call((Global) stack.pop(), arguments));
            }
            case 'b' -> build((List<?>) stack.pop());
            default -> {
                return false;
            }
        }
        return true;
    }

    private Global global(String name) {
        Global global = Global.named(name);
        if (global == null) {
            throw in.bad(
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
        if (encoded > in.length()) {
            throw new IllegalArgumentException("more is encoded than the pickle holds");
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private void build(List<?> state) {
        if (stack.top() instanceof NumpyArray array) {
            array.set(state);
        } else if (!(stack.top() instanceof ElementType)) {
            throw new IllegalArgumentException("state of what is not an array");
        }
    }

    private void append(List<Object> items) {
        @SuppressWarnings("unchecked")
        List<Object> list = (List<Object>) stack.top();
        list.addAll(items);
    }

    private void put(List<Object> pairs) {
        @SuppressWarnings("unchecked")
        Map<Object, Object> map = (Map<Object, Object>) stack.top();
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
            throw in.bad("pickle protocol " + version + " is not in [2, 4]", "pickle it with protocol 2 or 4");
        }
    }
}
