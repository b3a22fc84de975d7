package org.dcd.transforms.stage.export;

import java.io.Serializable;

/**
 * Provenance of the network of an exported model, for the metadata of its file. The key of the training stage
 * determines all of it, so that equal keys still mean equal bytes.
 *
 * @param trainingKey key of the stage that trained or imported the network
 * @param trainingSpec specification of that stage, canonical JSON
 * @param codeVersions versions of the code of all stages before the export, such as {@code corrupt 1, teacher 2}
 * @param dataSha256 SHA-256 of the files of the data set; empty for drawn data or without data
 */
public record ModelOrigin(String trainingKey, String trainingSpec, String codeVersions, String dataSha256)
        implements Serializable {
    /** No provenance. */
    public static final ModelOrigin UNKNOWN = new ModelOrigin("", "", "", "");
}
