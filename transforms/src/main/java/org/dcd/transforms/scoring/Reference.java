package org.dcd.transforms.scoring;

import java.io.IOException;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.metric.FeatureMoments;
import org.dcd.transforms.metric.ReferenceMoments;
import org.dcd.transforms.stage.Files;
import org.dcd.transforms.stage.Metric;
import org.dcd.transforms.weights.FileHash;

/**
 * What a metric compares a row with.
 *
 * @param folder of the features stage, with the extractor
 * @param extractor name of what computes the features
 * @param sha256 of the extractor's file
 */
record Reference(Metric metric, Folder folder, FeatureMoments moments, String extractor, String sha256) {
    private static final int SHORT_HASH = 8;

    /**
     * The reference of a metric, with its origin and extractor checked.
     *
     * @throws IllegalStateException when oracle features are not of clean images, proximal ones not of measurements, or
     *     the moments are of another extractor than the one beside them
     */
    static Reference of(StageTask<?> task, Metric metric) throws IOException {
        Folder folder = task.inputFolder(role(metric));
        ReferenceMoments stored = ReferenceMoments.read(folder, Files.REFERENCE_MOMENTS);
        if (stored.origin() != origin(metric)) {
            throw new IllegalStateException(task.name() + ": " + metric.id() + " needs a reference of origin "
                    + origin(metric) + ", but that of input '" + role(metric) + "' is " + stored.origin());
        }
        String sha256 = FileHash.sha256(folder, Files.FEATURES_ONNX);
        if (!stored.extractorSha256().equals(sha256)) {
            throw new IllegalStateException(task.name() + ": the moments of input '" + role(metric)
                    + "' are of the extractor " + stored.extractorSha256() + ", but " + Files.FEATURES_ONNX + " is "
                    + sha256);
        }
        return new Reference(metric, folder, stored.moments(), stored.extractor(), sha256);
    }

    static String role(Metric metric) {
        return switch (metric) {
            case FD -> "oracle-features";
            case PROXIMAL_FD -> "proximal-features";
        };
    }

    private static Origin origin(Metric metric) {
        return switch (metric) {
            case FD -> Origin.CLEAN;
            case PROXIMAL_FD -> Origin.MEASUREMENT;
        };
    }

    /** True when clean data takes part. */
    boolean oracle() {
        return origin(metric) == Origin.CLEAN;
    }

    /** Such as {@code fd[classifier-1a2b3c4d]}: FID is the name of the distance of Inception features alone. */
    String name() {
        return metric.id() + "[" + extractor + "-" + sha256.substring(0, SHORT_HASH) + "]";
    }

    /** What the moments are of. */
    String description() {
        return oracle() ? "clean training images" : "measurements";
    }
}
