package org.dcd.pipelines.store;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Name of a work folder, {@code <key>.<number>-<holder>}. Each holder of a lease works in a folder of its own. The
 * fencing number orders the holders; the first digits of the holder's id make the name unique, so that a holder that
 * was suspended never writes into the folder of another.
 *
 * @param number 0 for a folder without a fencing number
 * @param holder first digits of the holder's id; empty in folders without a fencing number and of earlier versions
 */
record WorkName(String key, int number, String holder) {
    static final Comparator<WorkName> BY_NUMBER =
            Comparator.comparingInt(WorkName::number).thenComparing(WorkName::holder);

    /** Written by the holder when its folder is complete; holds the holder's id. Required for publishing. */
    static final String OWNER = ".owner";
    /** Written when the holder gave up the lease and writes no more; holds the holder's id. */
    static final String RELEASED = ".released";

    private static final Pattern PATTERN = Pattern.compile("([0-9a-f]{8,64})(?:\\.(\\d{1,6})(?:-([0-9a-f]{8}))?)?");
    private static final int DIGITS = 8;

    static WorkName of(String key, int number, String holder) {
        return new WorkName(key, number, holder.substring(0, DIGITS));
    }

    /** The folder of work without a lease. */
    static WorkName unfenced(String key) {
        return new WorkName(key, 0, "");
    }

    static Optional<WorkName> parse(String folder) {
        Matcher name = PATTERN.matcher(folder);
        if (!name.matches()) {
            return Optional.empty();
        }
        return Optional.of(new WorkName(
                name.group(1),
                name.group(2) == null ? 0 : Integer.parseInt(name.group(2)),
                name.group(3) == null ? "" : name.group(3)));
    }

    /** Whether the name has a holder, whose {@link #OWNER} file the folder must have. */
    boolean isFenced() {
        return !holder.isEmpty();
    }

    /** Whether an id in {@link #OWNER} or {@link #RELEASED} is that of this folder's holder. */
    boolean isOf(String id) {
        return isFenced() && id.startsWith(holder);
    }

    String folder() {
        return key + (number == 0 ? "" : "." + number) + (holder.isEmpty() ? "" : "-" + holder);
    }
}
