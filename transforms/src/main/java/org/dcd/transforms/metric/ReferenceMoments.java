package org.dcd.transforms.metric;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.dcd.schemas.DamagedFileException;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.features.FeatureNetwork;
import org.dcd.transforms.weights.Safetensors;
import org.dcd.transforms.weights.Tensor;

/**
 * The moments of a reference set's features, with what they are made of.
 *
 * @param origin of the images of the reference set
 * @param extractor what computed the features
 */
public record ReferenceMoments(FeatureMoments moments, Origin origin, ExtractorFacts extractor) {
    private static final String COUNT = "count";
    private static final String MEAN = "mean";
    private static final String M2 = "m2";
    private static final String ORIGIN = "origin";
    private static final String EXTRACTOR = "extractor";
    private static final String EXTRACTOR_SHA256 = "extractor-sha256";
    private static final String IDENTITY = "identity";
    private static final String RESIZE = "resize";

    public void write(Folder folder, String file) throws IOException {
        long d = moments.dimension();
        new Safetensors(
                        Map.of(
                                COUNT, Tensor.of(new double[] {moments.count()}, 1),
                                MEAN, Tensor.of(moments.mean(), d),
                                M2, Tensor.of(moments.m2(), d, d)),
                        metadata())
                .write(folder, file);
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new TreeMap<>(
                Map.of(ORIGIN, origin.name(), EXTRACTOR, extractor.name(), EXTRACTOR_SHA256, extractor.fileSha256()));
        if (!extractor.identity().equals(extractor.fileSha256())) {
            metadata.put(IDENTITY, extractor.identity());
        }
        if (!extractor.resize().equals(FeatureNetwork.NO_RESIZE)) {
            metadata.put(RESIZE, extractor.resize());
        }
        return metadata;
    }

    /** @throws DamagedFileException when the file is not what {@link #write} wrote */
    public static ReferenceMoments read(Folder folder, String file) throws IOException {
        Safetensors stored = Safetensors.read(folder, file);
        try {
            String origin = stored.metadata().get(ORIGIN);
            String extractor = stored.metadata().get(EXTRACTOR);
            String sha256 = stored.metadata().get(EXTRACTOR_SHA256);
            if (origin == null || extractor == null || sha256 == null) {
                throw new IllegalArgumentException(
                        "it lacks '" + ORIGIN + "', '" + EXTRACTOR + "' or '" + EXTRACTOR_SHA256 + "'");
            }
            double[] count = stored.get(COUNT).doubles();
            if (count.length != 1 || count[0] != Math.rint(count[0])) {
                throw new IllegalArgumentException("its count is not a whole number");
            }
            return new ReferenceMoments(
                    new FeatureMoments(
                            (long) count[0],
                            stored.get(MEAN).doubles(),
                            stored.get(M2).doubles()),
                    Origin.valueOf(origin),
                    new ExtractorFacts(
                            extractor,
                            sha256,
                            stored.metadata().getOrDefault(IDENTITY, sha256),
                            stored.metadata().getOrDefault(RESIZE, FeatureNetwork.NO_RESIZE)));
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new DamagedFileException(folder, file, "does not hold moments: " + e.getMessage(), e);
        }
    }
}
