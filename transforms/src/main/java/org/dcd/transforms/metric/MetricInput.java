package org.dcd.transforms.metric;

import java.util.Locale;

/** Which images or features of a set a metric sees, and which reference set it compares them with. */
public enum MetricInput {
    /** Features of the images, against those of clean training images. */
    CLEAN_FEATURES("oracle-features"),
    /** Features of the images, corrupted with fresh draws, against those of the measurements (paper, App. E). */
    MEASUREMENT_FEATURES("proximal-features"),
    /** The values themselves, against those of clean training images. */
    CLEAN_VALUES("clean-images"),
    /** The values of each image, against those of the one that it should be. */
    PAIRS("clean-images");

    private final String role;

    MetricInput(String role) {
        this.role = role;
    }

    /** Name of the input of a score stage that holds the reference set. */
    public String role() {
        return role;
    }

    /** Whether the reference set is clean data: such scores never reach training or selection. */
    public boolean usesCleanReference() {
        return this != MEASUREMENT_FEATURES;
    }

    /** Whether a network extracts what is compared. */
    public boolean ofFeatures() {
        return this == CLEAN_FEATURES || this == MEASUREMENT_FEATURES;
    }

    /** What the reference set is made of. */
    public String reference() {
        return usesCleanReference() ? "clean training images" : "measurements";
    }

    /** Name in files, such as {@code clean-features}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
