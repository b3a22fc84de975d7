package org.dcd.transforms.files.pickle;

import java.nio.charset.StandardCharsets;

/** Short texts in pickles: names and keys. */
public final class PickleText {
    private static final int MAX_LENGTH = 256;

    private PickleText() {}

    /**
     * Converts a value to a text of at most 256 characters. Python 2 strings are bytes; they are read as Latin-1.
     *
     * @throws IllegalArgumentException if the value is not such a text
     */
    public static String of(Object value) {
        if (value instanceof byte[] bytes && bytes.length <= MAX_LENGTH) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        if (value instanceof String text && text.length() <= MAX_LENGTH) {
            return text;
        }
        throw new IllegalArgumentException("a name or key is not a text of at most " + MAX_LENGTH + " characters");
    }

    /**
     * Converts a dictionary key: a Long stays, a text is converted with {@link #of}.
     *
     * @throws IllegalArgumentException if the key is neither
     */
    public static Object key(Object value) {
        return value instanceof Long ? value : of(value);
    }
}
