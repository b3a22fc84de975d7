package org.dcd.transforms.metric;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.transforms.features.FeatureNetwork;
import org.dcd.transforms.files.safetensors.Safetensors;
import org.dcd.transforms.files.safetensors.Tensor;

/**
 * The moments of a reference set's features and their provenance.
 *
 * @param count number of images of the reference set; 0 for a file, which does not state it
 * @param origin origin of the images of the reference set
 * @param extractor extractor of the features
 * @param fileSha256 SHA-256 of the file with the moments; empty for computed moments
 */
public record ReferenceMoments(
        Gaussian gaussian, long count, Origin origin, ExtractorFacts extractor, Optional<String> fileSha256) {
    private static final String COUNT = "count";
    private static final String MEAN = "mean";
    private static final String M2 = "m2";
    private static final String COVARIANCE = "covariance";
    private static final String ORIGIN = "origin";
    private static final String EXTRACTOR = "extractor";
    private static final String EXTRACTOR_SHA256 = "extractor-sha256";
    private static final String IDENTITY = "identity";
    private static final String RESIZE = "resize";
    private static final String STATISTICS_SHA256 = "statistics-sha256";

    /** Writes computed moments of at least two images. */
    public static void write(
            Folder folder, String file, FeatureMoments moments, Origin origin, ExtractorFacts extractor)
            throws IOException {
        long d = moments.dimension();
        new Safetensors(
                        Map.of(
                                COUNT, Tensor.of(new double[] {moments.count()}, 1),
                                MEAN, Tensor.of(moments.mean(), d),
                                M2, Tensor.of(moments.m2(), d, d)),
                        metadata(origin, extractor))
                .write(folder, file);
    }

    /** Writes moments of clean images that come from a file. */
    public static void write(
            Folder folder, String file, Gaussian gaussian, String statisticsSha256, ExtractorFacts extractor)
            throws IOException {
        long d = gaussian.dimension();
        Map<String, String> metadata = metadata(Origin.CLEAN, extractor);
        metadata.put(STATISTICS_SHA256, statisticsSha256);
        new Safetensors(
                        Map.of(
                                MEAN, Tensor.of(gaussian.mean(), d),
                                COVARIANCE, Tensor.of(gaussian.covariance(), d, d)),
                        metadata)
                .write(folder, file);
    }

    private static Map<String, String> metadata(Origin origin, ExtractorFacts extractor) {
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

    /**
     * Reads moments that one of the other methods wrote.
     *
     * @throws DamagedFileException when the file is damaged
     */
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
            ExtractorFacts facts = new ExtractorFacts(
                    extractor,
                    sha256,
                    stored.metadata().getOrDefault(IDENTITY, sha256),
                    stored.metadata().getOrDefault(RESIZE, FeatureNetwork.NO_RESIZE));
            String statistics = stored.metadata().get(STATISTICS_SHA256);
            if (statistics != null) {
                Gaussian given = new Gaussian(
                        stored.get(MEAN).doubles(), stored.get(COVARIANCE).doubles());
                return new ReferenceMoments(given, 0, Origin.valueOf(origin), facts, Optional.of(statistics));
            }
            FeatureMoments computed = computed(stored);
            return new ReferenceMoments(
                    computed.gaussian(), computed.count(), Origin.valueOf(origin), facts, Optional.empty());
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new DamagedFileException(folder, file, "does not hold moments: " + e.getMessage(), e);
        }
    }

    private static FeatureMoments computed(Safetensors stored) {
        double[] count = stored.get(COUNT).doubles();
        if (count.length != 1 || count[0] != Math.rint(count[0])) {
            throw new IllegalArgumentException("its count is not a whole number");
        }
        return new FeatureMoments(
                (long) count[0], stored.get(MEAN).doubles(), stored.get(M2).doubles());
    }

    /** Description of the reference set for the protocol. */
    public String text(MetricInput input) {
        return fileSha256.map(ReferenceMoments::ofFile).orElse(input.reference());
    }

    /** Description of a reference that comes from a file, for the protocol. */
    public static String ofFile(String sha256) {
        return "file " + sha256;
    }
}
