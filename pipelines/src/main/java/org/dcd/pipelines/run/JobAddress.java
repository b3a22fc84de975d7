package org.dcd.pipelines.run;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Address of a job on a cluster.
 *
 * @param master address of the cluster's REST interface, such as {@code http://localhost:8081}
 * @param id id that the cluster assigned
 */
public record JobAddress(String master, String id) {
    private static final Pattern TEXT = Pattern.compile("job (\\S+) at (\\S+)");

    /**
     * Parses the text that {@link #toString} returns.
     *
     * @throws IllegalArgumentException for other texts
     */
    public static JobAddress of(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not the address of a job");
        }
        return new JobAddress(matcher.group(2), matcher.group(1));
    }

    @Override
    public String toString() {
        return "job " + id + " at " + master;
    }
}
