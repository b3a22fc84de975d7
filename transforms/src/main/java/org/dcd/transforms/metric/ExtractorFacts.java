package org.dcd.transforms.metric;

import org.dcd.transforms.features.FeatureNetwork;

/**
 * What features were extracted with.
 *
 * @param name type of the extractor, such as {@code classifier}
 * @param fileSha256 hash of the ONNX file that computed them
 * @param identity hash by which scores are compared: of its weights where it brings them, as ONNX files of several
 *     image shapes share these; else of the ONNX file
 * @param resize how images are resized first
 */
public record ExtractorFacts(String name, String fileSha256, String identity, String resize) {
    /** Of an extractor that is known by its file and resizes nothing. */
    public static ExtractorFacts of(String name, String fileSha256) {
        return new ExtractorFacts(name, fileSha256, fileSha256, FeatureNetwork.NO_RESIZE);
    }
}
