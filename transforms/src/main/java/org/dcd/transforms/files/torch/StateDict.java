package org.dcd.transforms.files.torch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Entries of nested dictionaries, with their keys joined by dots.
 *
 * @param tensors tensors by name
 * @param others names of entries that are neither tensors nor dictionaries, such as a step count
 */
record StateDict(SortedMap<String, StridedTensor> tensors, SortedSet<String> others) {
    private static final int MAX_DEPTH = 8;
    private static final int MAX_ENTRIES = 1 << 16;

    private record Level(String prefix, int depth, Map<?, ?> entries) {}

    /**
     * Flattens nested dictionaries.
     *
     * @throws IllegalArgumentException if two entries get the same name, or if there are too many entries, for example
     *     because a dictionary contains itself
     */
    static StateDict of(Map<?, ?> root) {
        StateDict dict = new StateDict(new TreeMap<>(), new TreeSet<>());
        Deque<Level> levels = new ArrayDeque<>();
        levels.add(new Level("", 1, root));
        int entries = 0;
        while (!levels.isEmpty()) {
            Level level = levels.remove();
            entries += level.entries().size();
            if (entries > MAX_ENTRIES || level.depth() > MAX_DEPTH) {
                throw new IllegalArgumentException("more than " + MAX_ENTRIES + " entries, or dictionaries"
                        + " nested deeper than " + MAX_DEPTH + "; save only the state dict");
            }
            level.entries().forEach((key, value) -> {
                String name = level.prefix() + key;
                if (value instanceof Map<?, ?> inner) {
                    levels.add(new Level(name + ".", level.depth() + 1, inner));
                } else {
                    dict.add(name, value);
                }
            });
        }
        return dict;
    }

    private void add(String name, Object value) {
        boolean again = tensors.containsKey(name) || others.contains(name);
        if (again) {
            throw new IllegalArgumentException(
                    "two entries have the name " + name + "; save the dictionaries in separate files");
        }
        if (value instanceof StridedTensor tensor) {
            tensors.put(name, tensor);
        } else {
            others.add(name);
        }
    }
}
