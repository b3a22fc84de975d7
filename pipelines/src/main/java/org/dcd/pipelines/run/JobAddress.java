package org.dcd.pipelines.run;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a job of a cluster is found.
 *
 * @param master address of the cluster's REST interface, such as {@code http://localhost:8081}
 * @param id that the cluster gave it
 */
public record JobAddress(String master, String id) {
    private static final Pattern TEXT = Pattern.compile("job (\\S+) at (\\S+)");

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException when that wrote something else
     */
    public static JobAddress of(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no address of a job");
        }
        return new JobAddress(matcher.group(2), matcher.group(1));
    }

    @Override
    public String toString() {
        return "job " + id + " at " + master;
    }
}
