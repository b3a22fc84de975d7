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
 * They are those of an {@code .npz} file, as for published FIDs. The file does not tell what extracted its features, so
 * that whoever gives it must: a distance across extractors or conventions is no distance.
 *
 * @param file a {@link StatisticsFile}, untrusted
 * @param extractor type of the extractor that the file was made with
 * @param convention by which images were brought to it; {@code none} for an extractor that has none
 */
@TypeName("file")
public record ReferenceFile(
        @InputFile(give = "an .npz file of mu and sigma, as dcd stats writes it", inlineAs = "path") HashedFile file,
        String extractor,
        String convention)
        implements ReferenceSource {
    /**
     * Refuses a file that is not of the features of an experiment.
     *
     * @param dimension of these features
     * @throws IllegalArgumentException when extractor or convention are others, or no file can be of the extractor
     * @throws BadInputException when the file does not hold statistics of so many features
     */
    public void check(FeatureExtractor features, int dimension) {
        String name = Registry.nameOf(features);
        if (features.training().isPresent()) {
            throw new IllegalArgumentException("the extractor " + name + " is trained anew by every experiment, so"
                    + " that no file is of its features; remove the reference, or choose features such as inception");
        }
        if (!extractor.equals(name)) {
            throw new IllegalArgumentException(
                    "it is of extractor '" + extractor + "', the features are " + name + "; give both the same");
        }
        if (!convention.equals(features.conventionId())) {
            throw new IllegalArgumentException("it is of convention '" + convention + "', that of the features is "
                    + features.conventionId() + "; give both the same");
        }
        try {
            read(dimension);
        } catch (IOException e) {
            throw new BadInputException(file.path() + " cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /**
     * The statistics.
     *
     * @throws BadInputException when the file is another one by now, or as {@link StatisticsFile#read}
     */
    public Gaussian read(int dimension) throws IOException {
        StatisticsFile statistics = StatisticsFile.read(file.path(), OptionalInt.of(dimension));
        file.require(statistics.sha256());
        return statistics.gaussian();
    }
}
