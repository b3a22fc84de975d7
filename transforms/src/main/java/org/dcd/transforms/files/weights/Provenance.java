package org.dcd.transforms.files.weights;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where imported weights come from.
 *
 * @param kind name of the known weights that they are
 * @param title of these, in a few words
 * @param convention what users of them have to know
 * @param sourceFile name of the file that was imported
 * @param sourceSha256 of it: by this the weights are known in contracts and stage keys
 * @param verification what this hash was compared with
 * @param tensors file of the tensors, safetensors, beside this
 * @param files all files beside this that belong to it, with their SHA-256
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
        check(kind != null && title != null && convention != null && sourceFile != null, "lacks what it is");
        check(sourceSha256 != null && sourceSha256.matches("[0-9a-f]{64}"), "has no SHA-256 of its source");
        check(verification != null, "does not say how it was verified");
        check(files != null && tensors != null && files.containsKey(tensors), "does not say where its tensors are");
        for (Map.Entry<String, String> file : files.entrySet()) {
            boolean plain = file.getKey().matches("[a-z0-9][a-z0-9.-]*");
            check(plain && file.getValue() != null && file.getValue().matches("[0-9a-f]{64}"), "names a wrong file");
        }
        files = new TreeMap<>(files);
    }

    private static void check(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** What is known of a file of weights that was imported. */
    public enum Verification {
        /** Its SHA-256 begins with the digits that its publisher gives. */
        @JsonProperty("published")
        PUBLISHED("as published"),
        /** Its SHA-256 is the one that the user stated. */
        @JsonProperty("stated")
        STATED("as stated"),
        /** The user took it as it was. */
        @JsonProperty("none")
        NONE("not verified");

        private final String text;

        Verification(String text) {
            this.text = text;
        }

        /** In words. */
        public String text() {
            return text;
        }
    }
}
