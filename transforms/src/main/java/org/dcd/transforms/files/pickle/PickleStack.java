package org.dcd.transforms.files.pickle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Stack, marks and memo of the pickle machine. */
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

    /** The top value; there must be one above the last mark. */
    Object top() {
        if (stack.isEmpty() || stack.get(stack.size() - 1) == MARK) {
            throw new IllegalArgumentException("an opcode lacks its operand");
        }
        return stack.get(stack.size() - 1);
    }

    Object pop() {
        Object top = top();
        stack.remove(stack.size() - 1);
        return top;
    }

    /** Pops n values; returns them in the order in which they were pushed. */
    List<Object> pop(int n) {
        Object[] values = new Object[n];
        for (int i = n - 1; i >= 0; i--) {
            values[i] = pop();
        }
        return new ArrayList<>(Arrays.asList(values));
    }

    /** Pops all values above the last mark, and the mark. */
    List<Object> popToMark() {
        int mark = stack.lastIndexOf(MARK);
        if (mark < 0) {
            throw new IllegalArgumentException("an opcode needs a mark, but there is none");
        }
        List<Object> above = stack.subList(mark + 1, stack.size());
        List<Object> values = new ArrayList<>(above);
        above.clear();
        stack.remove(mark);
        return values;
    }

    /** Stores the top value under the next free index. */
    void memoize() {
        memo.put(memo.size(), top());
    }

    void memoize(int index) {
        memo.put(index, top());
    }

    Object memoized(int index) {
        Object value = memo.get(index);
        if (value == null) {
            throw new IllegalArgumentException("memo " + index + " is empty");
        }
        return value;
    }
}
