package org.dcd.pipelines.cli.console;

import java.nio.file.Path;
import java.util.List;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.data.ImageSet;
import org.dcd.transforms.data.Skipped;
import org.dcd.transforms.stage.score.SetScores.Side;

/**
 * The images found at a path, as JSON output shows them.
 *
 * @param path as given
 * @param count number of images; null for statistics without a count
 * @param classes number of labels; null when labels are not read
 * @param skipped files that were not read, by kind
 * @param notes remarks of the reader, one sentence each
 */
public record DataSummary(String path, Long count, Integer classes, List<Skipped.Kind> skipped, List<String> notes) {
    /** Of a data set. */
    public static DataSummary of(String location, DatasetSource.Summary found) {
        return new DataSummary(
                location, found.count(), found.classes(), found.skipped().kinds(), found.notes());
    }

    /** Of one side of a score. */
    public static DataSummary of(Path path, Side side) {
        return new DataSummary(
                path.toString(),
                side.count().isPresent() ? side.count().getAsLong() : null,
                null,
                side.images().map(set -> set.skipped().kinds()).orElse(List.of()),
                side.images().map(ImageSet::notes).orElse(List.of()));
    }
}
