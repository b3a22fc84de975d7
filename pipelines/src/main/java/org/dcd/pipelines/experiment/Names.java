package org.dcd.pipelines.experiment;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.dcd.transforms.registry.Registry;

/** Names in experiment files, in kebab-case, and suggestions for misspelt ones. */
public final class Names {
    private static final int LONGEST_SHOWN = 60;

    private Names() {}

    /** {@code emaHalflifeKimg} to {@code ema-halflife-kimg}. */
    static String kebab(String camelCase) {
        return Registry.keyOf(camelCase);
    }

    /** {@code TEACHER_FULL} to {@code teacher-full}. */
    static String id(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A key below another, the root being empty. */
    static String join(String path, String key) {
        String shown = isWord(key) ? key : show(key);
        return path.isEmpty() ? shown : path + "." + shown;
    }

    private static boolean isWord(String key) {
        return !key.isEmpty()
                && key.length() <= LONGEST_SHOWN
                && key.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || c == '_'
                                || c == '-');
    }

    /** The shortest end of a dotted key that no other key has. */
    static String shortest(String key, Collection<String> all) {
        String[] words = key.split("\\.");
        String tail = "";
        for (int i = words.length - 1; i >= 0; i--) {
            tail = tail.isEmpty() ? words[i] : words[i] + "." + tail;
            String end = "." + tail;
            if (all.stream().noneMatch(other -> !other.equals(key) && ("." + other).endsWith(end))) {
                break;
            }
        }
        return tail;
    }

    /** Quotes text from a file for a message: one line, at most 60 characters, control characters escaped. */
    public static String show(String text) {
        StringBuilder shown = new StringBuilder("'");
        text.codePoints().limit(LONGEST_SHOWN).forEach(c -> {
            if (Character.isISOControl(c)) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.append(text.codePointCount(0, text.length()) > LONGEST_SHOWN ? "…'" : "'")
                .toString();
    }

    /**
     * Advice for an unknown name: "did you mean …? known: a, b, c". Without a similar name it is the list alone.
     *
     * @param given the unknown name
     * @param allowed the known names
     * @param what label of the list, such as "known" or "allowed"
     */
    public static String advice(String given, Collection<String> allowed, String what) {
        String list = what + ": " + String.join(", ", allowed);
        return nearest(given, allowed)
                .map(name -> "did you mean " + name + "? " + list)
                .orElse(list);
    }

    /** The allowed name with the fewest edits, if they are few for its length. */
    static Optional<String> nearest(String given, Collection<String> allowed) {
        if (given.length() > LONGEST_SHOWN) {
            return Optional.empty();
        }
        String wanted = kebab(given).replace('_', '-');
        return allowed.stream()
                .filter(name -> distance(wanted, name) <= Math.max(1, Math.min(wanted.length(), name.length()) / 3))
                .min(Comparator.comparingInt(name -> distance(wanted, name)));
    }

    /** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int substitution = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + substitution);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
