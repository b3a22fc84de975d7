package org.dcd.transforms.files.pickle;

import java.nio.charset.StandardCharsets;

/** Names in pickles. */
public final class PickleText {
    private static final int MOST = 256;

    private PickleText() {}

    /**
     * A text of at most 256 characters, also one of Python 2, whose texts are bytes.
     *
     * @throws IllegalArgumentException when the value is anything else
     */
    public static String of(Object value) {
        if (value instanceof byte[] bytes && bytes.length <= MOST) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        if (value instanceof String text && text.length() <= MOST) {
            return text;
        }
        throw new IllegalArgumentException("a name or key is not a short text");
    }

    /** A key of a dictionary: Long, or a short text. */
    public static Object key(Object value) {
        return value instanceof Long ? value : of(value);
    }
}
