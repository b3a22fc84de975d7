package org.dcd.transforms.metric;

import org.dcd.transforms.features.FeatureNetwork;

/**
 * Identifies the extractor of features.
 *
 * @param name registered name of the extractor, such as {@code classifier}
 * @param fileSha256 SHA-256 of the ONNX file that computed them
 * @param identity SHA-256 that protocols compare: of the weights for a pretrained extractor, because its ONNX files for
 *     several image shapes share them; otherwise of the ONNX file
 * @param resize how images are resized before extraction
 */
public record ExtractorFacts(String name, String fileSha256, String identity, String resize) {
    /** An extractor without resizing that is identified by its ONNX file. */
    public static ExtractorFacts of(String name, String fileSha256) {
        return new ExtractorFacts(name, fileSha256, fileSha256, FeatureNetwork.NO_RESIZE);
    }
}
