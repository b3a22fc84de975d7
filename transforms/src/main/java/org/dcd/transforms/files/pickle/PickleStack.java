package org.dcd.transforms.files.pickle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Stack, marks and memo of the machine that pickles are written for. */
final class PickleStack {
    private static final Object MARK = new Object();

    private final List<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    void mark() {
        stack.add(MARK);
    }

    void push(Object value) {
        stack.add(value);
    }

    /** The uppermost value, above the last mark. */
    Object top() {
        if (stack.isEmpty() || stack.get(stack.size() - 1) == MARK) {
            throw new IllegalArgumentException("an opcode without operand");
        }
        return stack.get(stack.size() - 1);
    }

    Object pop() {
        Object top = top();
        stack.remove(stack.size() - 1);
        return top;
    }

    /** The n uppermost values in the order in which they came. */
    List<Object> pop(int n) {
        Object[] values = new Object[n];
        for (int i = n - 1; i >= 0; i--) {
            values[i] = pop();
        }
        return new ArrayList<>(Arrays.asList(values));
    }

    /** All values above the last mark, which goes too. */
    List<Object> popToMark() {
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

    /** Puts the uppermost value under the next free number. */
    void remember() {
        memo.put(memo.size(), top());
    }

    void remember(int index) {
        memo.put(index, top());
    }

    Object remembered(int index) {
        Object value = memo.get(index);
        if (value == null) {
            throw new IllegalArgumentException("memo " + index + " is empty");
        }
        return value;
    }
}
