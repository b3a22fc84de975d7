package org.dcd.transforms.files.weights;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Origin of imported weights.
 *
 * @param kind registered name of the published weights
 * @param title short description
 * @param convention how images are passed to the network, and other facts that users need
 * @param sourceFile name of the imported file
 * @param sourceSha256 SHA-256 of the imported file, which identifies the weights in score protocols and stage keys
 * @param verification what this hash was compared with
 * @param tensors name of the safetensors file with the tensors, in the same folder
 * @param files names of all files of the imported weights, in the same folder, with their SHA-256
 */
public record Provenance(
        String kind,
        String title,
        String convention,
        String sourceFile,
        String sourceSha256,
        Verification verification,
        String tensors,
        SortedMap<String, String> files) {
    public Provenance {
        check(
                kind != null && title != null && convention != null && sourceFile != null,
                "kind, title, convention or source-file is missing");
        check(sourceSha256 != null && sourceSha256.matches("[0-9a-f]{64}"), "source-sha256 is missing or invalid");
        check(verification != null, "verification is missing");
        check(files != null && tensors != null && files.containsKey(tensors), "tensors is missing or not among files");
        for (Map.Entry<String, String> file : files.entrySet()) {
            boolean plain = file.getKey().matches("[a-z0-9][a-z0-9.-]*");
            check(
                    plain && file.getValue() != null && file.getValue().matches("[0-9a-f]{64}"),
                    "files has an invalid name or SHA-256");
        }
        files = new TreeMap<>(files);
    }

    private static void check(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** How the hash of an imported file was verified. */
    public enum Verification {
        /** It equals the SHA-256 of the publisher, or starts with the digits that the publisher gives. */
        @JsonProperty("published")
        PUBLISHED("as published"),
        /** It equals the SHA-256 that the user gave. */
        @JsonProperty("stated")
        STATED("as stated"),
        /** It was not verified, at the request of the user. */
        @JsonProperty("none")
        NONE("not verified");

        private final String text;

        Verification(String text) {
            this.text = text;
        }

        /** Text for tables, such as {@code as published}. */
        public String text() {
            return text;
        }
    }
}
