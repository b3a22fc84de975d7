package org.dcd.pipelines.archive;

import java.util.List;

/**
 * What came of one stage when a run was made again.
 *
 * @param files that were compared
 * @param differences of files, each in words; none when the stage is equal
 * @param remarks what was looked past
 * @param causes what may have made the differences, the likeliest first
 */
public record StageMatch(String stage, int files, List<String> differences, List<String> remarks, List<String> causes) {
    public StageMatch {
        differences = List.copyOf(differences);
        remarks = List.copyOf(remarks);
        causes = List.copyOf(causes);
    }

    public boolean isEqual() {
        return differences.isEmpty();
    }
}
