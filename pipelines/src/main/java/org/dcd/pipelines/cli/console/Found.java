package org.dcd.pipelines.cli.console;

import java.nio.file.Path;
import java.util.List;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.data.ImageSet;
import org.dcd.transforms.data.Skipped;
import org.dcd.transforms.stage.score.SetScores.Side;

/**
 * What was found at a place, as JSON.
 *
 * @param count of images; null of statistics that do not tell
 * @param classes of labels; null where labels are not read
 * @param skipped what was not read, by kind
 * @param notes sentences
 */
public record Found(String path, Long count, Integer classes, List<Skipped.Kind> skipped, List<String> notes) {
    public static Found of(String location, DatasetSource.Summary found) {
        return new Found(
                location, found.count(), found.classes(), found.skipped().kinds(), found.notes());
    }

    public static Found of(Path path, Side side) {
        return new Found(
                path.toString(),
                side.count().isPresent() ? side.count().getAsLong() : null,
                null,
                side.images().map(set -> set.skipped().kinds()).orElse(List.of()),
                side.images().map(ImageSet::notes).orElse(List.of()));
    }
}
