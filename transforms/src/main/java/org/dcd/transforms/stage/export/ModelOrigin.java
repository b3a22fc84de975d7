package org.dcd.transforms.stage.export;

import java.io.Serializable;

/**
 * How the network of an exported model came about, for its file. All of it follows from the key of the training stage,
 * so that the same key still means the same bytes.
 *
 * @param trainingKey key of the stage that trained the network or took it from a file
 * @param trainingSpec specification of that stage, canonical JSON
 * @param codeVersions versions of the code of all stages before the export, such as {@code corrupt 1, teacher 2}
 * @param dataSha256 hash of the files of the data set; empty where the data were drawn or none were read
 */
public record ModelOrigin(String trainingKey, String trainingSpec, String codeVersions, String dataSha256)
        implements Serializable {
    /** Of a network of which nothing is told. */
    public static final ModelOrigin UNKNOWN = new ModelOrigin("", "", "", "");
}
