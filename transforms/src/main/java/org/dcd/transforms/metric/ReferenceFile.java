package org.dcd.transforms.metric;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.data.PortableRecord;
import org.dcd.transforms.features.FeatureExtractor;
import org.dcd.transforms.files.safetensors.FileHash;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKey;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.registry.TypeName;

/**
 * They are those of an {@code .npz} file, as for published FIDs. The file does not tell what extracted its features, so
 * that whoever gives it must: a distance across extractors or conventions is no distance.
 *
 * @param path a {@link StatisticsFile}, untrusted
 * @param sha256 of the file; taken from it when the experiment is read, and held to from then on. It stands for the
 *     path in stage keys
 * @param extractor type of the extractor that the file was made with
 * @param convention by which images were brought to it; {@code none} for an extractor that has none
 */
@TypeName("file")
public record ReferenceFile(@NotInKey Path path, @Default("''") String sha256, String extractor, String convention)
        implements ReferenceSource {
    public ReferenceFile {
        if (sha256.isEmpty()) {
            sha256 = hash(path);
        }
    }

    private static String hash(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException("reference.path " + path + " is not a file; give an .npz file of mu and"
                    + " sigma, as dcd stats writes it");
        }
        try {
            return FileHash.sha256(path);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "reference.path " + path + " cannot be read (" + e.getMessage() + "); check its permissions", e);
        }
    }

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
            throw new BadInputException(path + " cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /**
     * The statistics.
     *
     * @throws BadInputException when the file is another one by now, or as {@link StatisticsFile#read}
     */
    public Gaussian read(int dimension) throws IOException {
        StatisticsFile file = StatisticsFile.read(path, OptionalInt.of(dimension));
        if (!file.sha256().equals(sha256)) {
            throw new BadInputException(path + ": its SHA-256 is " + file.sha256() + ", expected " + sha256
                    + "; it is another file or damaged, get it again");
        }
        return file.gaussian();
    }

    /** Paths are not serialisable. */
    private Object writeReplace() {
        return PortableRecord.of(this);
    }
}
