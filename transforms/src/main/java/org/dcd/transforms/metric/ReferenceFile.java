package org.dcd.transforms.metric;

import java.io.IOException;
import java.util.OptionalInt;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.features.FeatureExtractor;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.files.InputFile;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.registry.TypeName;

/**
 * Moments from an {@code .npz} file, as for published FIDs. The file does not state the extractor of its features, so
 * the user must: distances across extractors or conventions are meaningless.
 *
 * @param file a {@link StatisticsFile}, untrusted
 * @param extractor registered name of the extractor that the file was made with
 * @param convention convention of its preprocessing; {@code none} for an extractor without one
 */
@TypeName("file")
public record ReferenceFile(
        @InputFile(give = "an .npz file of mu and sigma, as dcd stats writes it", inlineAs = "path") HashedFile file,
        String extractor,
        String convention)
        implements ReferenceSource {
    /**
     * Checks that the file matches the features of an experiment.
     *
     * @param dimension number of these features
     * @throws IllegalArgumentException when extractor or convention differ, or the extractor is trained by experiments
     * @throws BadInputException when the file does not contain statistics of that many features
     */
    public void check(FeatureExtractor features, int dimension) {
        String name = Registry.nameOf(features);
        if (features.training().isPresent()) {
            throw new IllegalArgumentException("the extractor " + name + " is trained by every experiment, so no file"
                    + " can match its features; remove the reference, or choose features such as inception");
        }
        if (!extractor.equals(name)) {
            throw new IllegalArgumentException(
                    "its extractor is '" + extractor + "', but the features are " + name + "; use the same for both");
        }
        if (!convention.equals(features.conventionId())) {
            throw new IllegalArgumentException("its convention is '" + convention + "', but that of the features is "
                    + features.conventionId() + "; use the same for both");
        }
        try {
            read(dimension);
        } catch (IOException e) {
            throw new BadInputException(file.path() + " cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /**
     * Reads the statistics.
     *
     * @throws BadInputException when the file has changed, or as {@link StatisticsFile#read}
     */
    public Gaussian read(int dimension) throws IOException {
        StatisticsFile statistics = StatisticsFile.read(file.path(), OptionalInt.of(dimension));
        file.require(statistics.sha256());
        return statistics.gaussian();
    }
}
