package org.dcd.transforms.files.weights;

import com.fasterxml.jackson.annotation.JsonProperty;

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
