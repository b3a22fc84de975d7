package org.dcd.pipelines.store.lease;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Name of a work folder, {@code <key>.<number>-<holder>}. Each holder of a lease has its own folder. The fencing number
 * orders the holders. The first digits of the holder's id make the name unique, so that a suspended holder never writes
 * into the folder of another holder.
 *
 * @param number fencing number; 0 for a folder without a fencing number
 * @param holder first digits of the holder's id; empty in folders without a fencing number and of earlier versions
 */
public record WorkName(String key, int number, String holder) {
    static final Comparator<WorkName> BY_NUMBER =
            Comparator.comparingInt(WorkName::number).thenComparing(WorkName::holder);

    /** File with the id of the holder, who writes it when the folder is complete. Required for publishing. */
    public static final String OWNER = ".owner";
    /** File with the id of a holder who has released the lease and writes no more. */
    static final String RELEASED = ".released";

    /**
     * File in the work folder of a stage that replaces a finished one. It holds the hash of the replaced manifest, or
     * "nothing" when there is no stage to replace. It is empty in work folders of earlier versions.
     */
    public static final String REPLACE = ".replace";

    private static final Pattern PATTERN = Pattern.compile("([0-9a-f]{8,64})(?:\\.(\\d{1,6})(?:-([0-9a-f]{8}))?)?");
    private static final int DIGITS = 8;

    static WorkName of(String key, int number, String holder) {
        return new WorkName(key, number, holder.substring(0, DIGITS));
    }

    /** Name of the work folder without a lease. */
    static WorkName unfenced(String key) {
        return new WorkName(key, 0, "");
    }

    /** Reads the name of a folder; empty when it is not the name of a work folder. */
    public static Optional<WorkName> parse(String folder) {
        Matcher name = PATTERN.matcher(folder);
        if (!name.matches()) {
            return Optional.empty();
        }
        return Optional.of(new WorkName(
                name.group(1),
                name.group(2) == null ? 0 : Integer.parseInt(name.group(2)),
                name.group(3) == null ? "" : name.group(3)));
    }

    /** Whether the name has a holder, whose {@link #OWNER} file the folder must contain. */
    public boolean isFenced() {
        return !holder.isEmpty();
    }

    /** Whether an id, as in {@link #OWNER} or {@link #RELEASED}, is the id of this folder's holder. */
    boolean isOf(String id) {
        return isFenced() && id.startsWith(holder);
    }

    /** The name as a folder. */
    public String folder() {
        return key + (number == 0 ? "" : "." + number) + (holder.isEmpty() ? "" : "-" + holder);
    }
}
