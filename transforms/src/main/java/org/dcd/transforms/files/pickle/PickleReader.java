package org.dcd.transforms.files.pickle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.pickle.SafeGlobals.SafeGlobal;

/**
 * Reads Python pickles (protocols 2 to 5) of dictionaries, lists, tuples, numbers, text and the objects of a
 * {@link SafeGlobals}, following CPython's {@code pickletools}. A pickle is a program for a stack machine. This one
 * cannot import or call Python code: a global is on the allowlist or an error. Memory is bounded by the size of the
 * pickle and the number of its opcodes. Reading does not recurse; code that uses the value must not recurse either,
 * because a list can contain itself.
 *
 * <p>Values are Map (keys String or Long), List (lists, tuples and sets), Long, BigInteger, Double, Boolean, String,
 * byte[] (also for Python 2 strings), {@link #NONE} and results of calls of allowed globals.
 */
public final class PickleReader {
    /** Python's None. */
    /** Python's None. */
    public static final Object NONE = new Object();

    /** A batch of CIFAR-10 has about 60,000 opcodes, a tensor of a state dict about 40. */
    private static final int MAX_OPCODES = 1 << 20;

    private final PickleInput in;
    private final SafeGlobals globals;
    private final PickleStack stack = new PickleStack();

    private PickleReader(PickleInput in, SafeGlobals globals) {
        this.in = in;
        this.globals = globals;
    }

    /**
     * Reads the next pickle and leaves the input after it.
     *
     * @throws BadInputException if the pickle is malformed or uses a global that is not allowed
     */
    public static Object read(PickleInput in, SafeGlobals globals) {
        try {
            return new PickleReader(in, globals).run();
        } catch (IllegalArgumentException | ClassCastException e) {
            throw in.bad("malformed pickle (" + e.getMessage() + ")", "get the file again");
        }
    }

    private Object run() {
        for (int opcodes = 0; opcodes < MAX_OPCODES; opcodes++) {
            int opcode = in.opcode();
            if (opcode == '.') {
                return stack.pop();
            }
            if (opcode == 0x97 || opcode == 0x98) { // NEXT_BUFFER, READONLY_BUFFER
                throw in.bad(
                        "the pickle refers to out-of-band buffers (buffer_callback of protocol 5)",
                        "pickle it again without buffer_callback");
            }
            if (!number(opcode) && !text(opcode) && !container(opcode) && !memo(opcode) && !object(opcode)) {
                throw in.bad(
                        String.format("opcode 0x%02x does not occur in pickles of %s", opcode, globals.contents()),
                        globals.remedy());
            }
        }
        throw in.bad("the pickle has more than " + MAX_OPCODES + " opcodes", globals.remedy());
    }

    private boolean number(int opcode) {
        switch (opcode) {
            case 'J' -> stack.push((long) in.i32());
            case 'K' -> stack.push((long) in.u8());
            case 'M' -> stack.push((long) in.u16());
            case 0x8a -> stack.push(in.integer(in.u8()));
            case 0x8b -> stack.push(in.integer(in.i32()));
            case 'G' -> stack.push(in.f64());
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
            case 'U', 'C' -> stack.push(globals.bytes(in.slice(in.u8())));
            case 'T', 'B' -> stack.push(globals.bytes(in.slice(in.i32())));
            case 0x8e, 0x96 -> stack.push(globals.bytes(in.slice(in.i64())));
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
            case ']', ')', 0x8f -> stack.push(new ArrayList<Object>()); // EMPTY_LIST, EMPTY_TUPLE, EMPTY_SET
            case 't', 0x91 -> stack.push(stack.popToMark()); // TUPLE, FROZENSET
            case 0x85 -> stack.push(stack.pop(1));
            case 0x86 -> stack.push(stack.pop(2));
            case 0x87 -> stack.push(stack.pop(3));
            case 'a' -> append(stack.pop(1));
            case 'e', 0x90 -> append(stack.popToMark()); // APPENDS, ADDITEMS
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
            case 'q' -> stack.memoize(in.u8());
            case 'r' -> stack.memoize(in.i32());
            case 0x94 -> stack.memoize();
            case 'h' -> stack.push(stack.memoized(in.u8()));
            case 'j' -> stack.push(stack.memoized(in.i32()));
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
                stack.push(global(PickleText.of(names.get(0)) + "." + PickleText.of(names.get(1))));
            }
            case 'R', 0x81 -> { // REDUCE, NEWOBJ
                List<?> arguments = (List<?>) stack.pop();
                stack.push(((SafeGlobal) stack.pop()).call(arguments));
            }
            case 0x92 -> { // NEWOBJ_EX
                if (!((Map<?, ?>) stack.pop()).isEmpty()) {
                    throw new IllegalArgumentException("a call with named arguments");
                }
                List<?> arguments = (List<?>) stack.pop();
                stack.push(((SafeGlobal) stack.pop()).call(arguments));
            }
            case 'b' -> {
                Object state = stack.pop();
                globals.build(stack.top(), state);
            }
            case 'Q' -> {
                if (!globals.hasPersistentIds()) {
                    return false;
                }
                stack.push(globals.persistent(stack.pop()));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private SafeGlobal global(String name) {
        return globals.find(name)
                .orElseThrow(() -> in.bad(
                        "the pickle uses " + name.replaceAll("\\p{Cntrl}", "?") + ", which pickles of "
                                + globals.contents() + " do not need and which may run code",
                        globals.remedy()));
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
            map.put(PickleText.key(pairs.get(i)), pairs.get(i + 1));
        }
    }

    private void protocol(int version) {
        if (version < 2 || version > 5) {
            throw in.bad("pickle protocol " + version + " is not in [2, 5]", "pickle it with protocol 2 to 5");
        }
    }
}
