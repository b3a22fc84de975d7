package org.dcd.schemas;

import java.util.Locale;

/** Formats counts in messages: {@code 1 image}, {@code 0 images}, {@code 50,000 images}. */
public final class Count {
    private Count() {}

    /** A number with its noun; the plural follows the rules of English. */
    public static String of(long count, String noun) {
        return of(count, noun, plural(noun));
    }

    /** A number with its noun, for irregular plurals. */
    public static String of(long count, String singular, String plural) {
        return of(count) + " " + (count == 1 ? singular : plural);
    }

    /** A number with commas between groups of three digits. */
    public static String of(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String plural(String noun) {
        if (noun.matches(".*(s|x|z|ch|sh)")) {
            return noun + "es";
        }
        return noun.matches(".*[^aeiou]y") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
    }
}
