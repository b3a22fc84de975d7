package org.dcd.schemas.stage;

import java.io.Serializable;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * Identifies a stage in every store by its kind and content key. The same id means the same bytes.
 *
 * @param kind name of the kind, such as {@code teacher}: a lower-case letter, then letters, digits and {@code -}
 * @param key 8 to 64 lower-case hexadecimal digits
 */
public record StageId(String kind, String key) implements Serializable, Comparable<StageId> {
    private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]*");
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{8,64}");
    private static final Comparator<StageId> ORDER =
            Comparator.comparing(StageId::kind).thenComparing(StageId::key);

    public StageId {
        if (!isKind(kind)) {
            throw new IllegalArgumentException(
                    "'" + kind + "' is not a kind of stage: expected lower-case letters, digits and '-'");
        }
        if (!isKey(key)) {
            throw new IllegalArgumentException("'" + key + "' is not a stage key: expected 8 to 64 hexadecimal digits");
        }
    }

    /** Whether a text, such as a folder name, is a valid name of a kind. */
    public static boolean isKind(String text) {
        return text != null && KIND.matcher(text).matches();
    }

    /** Whether a text, such as a folder name, is a valid content key. */
    public static boolean isKey(String text) {
        return text != null && KEY.matcher(text).matches();
    }

    /** Path in a store below {@code stages} or {@code work}: {@code <kind>/<key>}. */
    public String path() {
        return kind + "/" + key;
    }

    @Override
    public int compareTo(StageId other) {
        return ORDER.compare(this, other);
    }

    /** For messages: {@code teacher 1f3a…}. */
    @Override
    public String toString() {
        return kind + " " + key;
    }
}
