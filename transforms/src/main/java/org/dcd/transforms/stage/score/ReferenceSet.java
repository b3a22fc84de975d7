package org.dcd.transforms.stage.score;

import java.io.IOException;
import org.dcd.schemas.FeatureVector;
import org.dcd.schemas.Image;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.files.Sha256;
import org.dcd.transforms.metric.Gaussian;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.MetricInput;
import org.dcd.transforms.metric.ReferenceMoments;
import org.dcd.transforms.metric.SetSummary;
import org.dcd.transforms.metric.VectorTable;
import org.dcd.transforms.metric.Vectors;
import org.dcd.transforms.stage.FileNames;

/** The reference set of one input of metrics, as earlier stages stored it. */
public final class ReferenceSet implements SetSummary {
    private final MetricInput input;
    private final Folder folder;
    private final Protocol.Network network;
    /** Null if values are compared. */
    private final ReferenceMoments moments;
    /** Greatest number of vectors to read. */
    private final long count;
    /** The vectors of the last call; null before. */
    private Vectors vectors;
    /** Greatest number of vectors in that call. */
    private long read;

    private ReferenceSet(
            MetricInput input, Folder folder, Protocol.Network network, ReferenceMoments moments, long count) {
        this.input = input;
        this.folder = folder;
        this.network = network;
        this.moments = moments;
        this.count = count;
    }

    /** Opens the reference set of an input; throws as {@link #ofFeatures}. */
    static ReferenceSet of(StageTask<ScoreSpec> task, MetricInput input) throws IOException {
        ScoreSpec spec = task.spec();
        if (!input.ofFeatures()) {
            Protocol.Network values = Protocol.Network.values(spec.shape().size());
            return new ReferenceSet(input, task.inputFolder(input.role()), values, null, spec.count());
        }
        return ofFeatures(task, input, spec.count());
    }

    /**
     * Opens a reference set of features, and checks its origin and extractor.
     *
     * @param count number of images of the row, the greatest number of vectors to compare
     * @throws IllegalStateException when clean features are not of clean images, proximal features not of measurements,
     *     or the moments were computed with another extractor than the stored one
     */
    public static ReferenceSet ofFeatures(StageTask<?> task, MetricInput input, long count) throws IOException {
        Folder folder = task.inputFolder(input.role());
        ReferenceMoments stored = ReferenceMoments.read(folder, FileNames.REFERENCE_MOMENTS);
        Origin origin = input.usesCleanReference() ? Origin.CLEAN : Origin.MEASUREMENT;
        if (stored.origin() != origin) {
            throw new IllegalStateException(task.name() + ": " + input.id() + " needs a reference of origin " + origin
                    + ", but that of input '" + input.role() + "' is " + stored.origin());
        }
        String sha256 = Sha256.of(folder, FileNames.FEATURES_ONNX);
        if (!stored.extractor().fileSha256().equals(sha256)) {
            throw new IllegalStateException(task.name() + ": the moments of input '" + input.role()
                    + "' are of the extractor " + stored.extractor().fileSha256() + ", but " + FileNames.FEATURES_ONNX
                    + " is "
                    + sha256);
        }
        Protocol.Network network =
                Protocol.Network.of(stored.extractor(), stored.gaussian().dimension());
        return new ReferenceSet(input, folder, network, stored, count);
    }

    /** Folder of the features stage, with the extractor; folder of the data set for values. */
    public Folder folder() {
        return folder;
    }

    /** The network that computes the compared vectors. */
    public Protocol.Network network() {
        return network;
    }

    /** Description for the protocol of a metric. */
    public String text(Metric metric) {
        if (!metric.hasReference()) {
            return Protocol.NONE;
        }
        return metric.needsMomentsOnly() ? moments.text(input) : input.reference();
    }

    /** Number of images that a metric compares with, for the protocol; 0 for a statistics file. */
    public long images(Metric metric) throws IOException {
        if (!metric.hasReference()) {
            return 0;
        }
        if (metric.mostVectors() > 0) {
            long stored = input.ofFeatures()
                    ? Tables.rows(folder, FileNames.VECTORS, FeatureVector.class)
                    : Tables.rows(folder, FileNames.TRAIN, Image.class);
            return Math.min(stored, most(metric.mostVectors()));
        }
        return moments == null ? Tables.rows(folder, FileNames.TRAIN, Image.class) : moments.count();
    }

    /** Greatest number of vectors that a metric compares. */
    long most(int mostVectors) {
        return Math.min(mostVectors, count);
    }

    /** Whether it comes from a statistics file, which does not state the number of images. */
    boolean isOfFile() {
        return moments != null && moments.fileSha256().isPresent();
    }

    @Override
    public Gaussian gaussian() {
        return moments == null ? SetSummary.super.gaussian() : moments.gaussian();
    }

    /** Reads the vectors unless the last call read the same number. */
    @Override
    public Vectors vectors(int most) throws IOException {
        long wanted = most(most);
        if (vectors == null || read != wanted) {
            vectors = null;
            vectors = input.ofFeatures()
                    ? VectorTable.read(folder, FileNames.VECTORS, wanted)
                    : VectorTable.readImages(folder, FileNames.TRAIN, wanted);
            read = wanted;
        }
        return vectors;
    }
}
