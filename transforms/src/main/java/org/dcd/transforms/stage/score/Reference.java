package org.dcd.transforms.stage.score;

import java.io.IOException;
import java.util.List;
import org.dcd.schemas.Contract;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.files.Sha256;
import org.dcd.transforms.metric.ExtractorFacts;
import org.dcd.transforms.metric.ReferenceMoments;
import org.dcd.transforms.metric.VectorTable;
import org.dcd.transforms.metric.Vectors;
import org.dcd.transforms.metric.View;
import org.dcd.transforms.stage.FileNames;

/**
 * What the metrics of one view compare a row with.
 *
 * @param folder of the features stage, with the extractor; of the data set for values
 * @param dimension numbers of a vector
 * @param extractor what computes the features
 */
public record Reference(View view, Folder folder, int dimension, ExtractorFacts extractor) {
    private static final int SHORT_HASH = 8;
    private static final String NONE = "none";

    /**
     * The reference of a view, with its origin and extractor checked.
     *
     * @throws IllegalStateException when oracle features are not of clean images, proximal ones not of measurements, or
     *     the moments are of another extractor than the one beside them
     */
    static Reference of(StageTask<ScoreSpec> task, View view) throws IOException {
        if (!view.ofFeatures()) {
            Folder folder = task.inputFolder(view.role());
            return new Reference(view, folder, task.spec().shape().size(), ExtractorFacts.of(NONE, NONE));
        }
        return ofFeatures(task, view);
    }

    /** The reference of a view of features; throws as {@link #of}. */
    public static Reference ofFeatures(StageTask<?> task, View view) throws IOException {
        Folder folder = task.inputFolder(view.role());
        ReferenceMoments stored = ReferenceMoments.read(folder, FileNames.REFERENCE_MOMENTS);
        Origin origin = view.oracle() ? Origin.CLEAN : Origin.MEASUREMENT;
        if (stored.origin() != origin) {
            throw new IllegalStateException(task.name() + ": " + view.id() + " needs a reference of origin " + origin
                    + ", but that of input '" + view.role() + "' is " + stored.origin());
        }
        String sha256 = Sha256.of(folder, FileNames.FEATURES_ONNX);
        if (!stored.extractor().fileSha256().equals(sha256)) {
            throw new IllegalStateException(task.name() + ": the moments of input '" + view.role()
                    + "' are of the extractor " + stored.extractor().fileSha256() + ", but " + FileNames.FEATURES_ONNX
                    + " is "
                    + sha256);
        }
        return new Reference(view, folder, stored.gaussian().dimension(), stored.extractor());
    }

    public ReferenceMoments moments() throws IOException {
        return ReferenceMoments.read(folder, FileNames.REFERENCE_MOMENTS);
    }

    /** At most so many vectors of the set, spread evenly over it. */
    Vectors vectors(long most) throws IOException {
        return view.ofFeatures()
                ? VectorTable.read(folder, FileNames.VECTORS, most)
                : VectorTable.readImages(folder, FileNames.TRAIN, most);
    }

    /** The contract of a score of this reference and extractor, by clean data alone until more is said. */
    public Contract.Builder contract(String score, DataType images) {
        return Contract.newBuilder()
                .setName(score + "[" + name() + "]")
                .setExtractor(extractor.name())
                .setExtractorSha256(extractor.identity())
                .setFeatureDimension(dimension)
                .setResize(extractor.resize())
                .setQuantiser(quantiser(images))
                .setDataRange(List.of(-1.0, 1.0))
                .setCorruption(NONE);
    }

    /** How images were quantised before they were scored. */
    public static String quantiser(DataType images) {
        return switch (images) {
            case U8 -> "u8";
            case F32 -> NONE;
        };
    }

    /** Such as {@code classifier-1a2b3c4d}, and {@code values} where there is no extractor. */
    String name() {
        return view.ofFeatures() ? extractor.name() + "-" + extractor.identity().substring(0, SHORT_HASH) : "values";
    }
}
