package org.dcd.pipelines.archive;

import java.util.List;

/**
 * Comparison of one stage of a repeated run.
 *
 * @param stage name of the stage
 * @param files number of compared files
 * @param differences descriptions of the files that differ; empty when the stage is equal
 * @param remarks descriptions of differences that were ignored, such as times
 * @param causes possible causes of the differences, the most likely first
 */
public record StageMatch(String stage, int files, List<String> differences, List<String> remarks, List<String> causes) {
    /** Copies the lists. */
    public StageMatch {
        differences = List.copyOf(differences);
        remarks = List.copyOf(remarks);
        causes = List.copyOf(causes);
    }

    /** Whether all files are equal, except for ignored differences. */
    public boolean isEqual() {
        return differences.isEmpty();
    }
}
