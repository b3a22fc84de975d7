package org.dcd.transforms.metric;

import java.util.Locale;

/** The images or features that a metric takes, and the reference set that it compares them with. */
public enum MetricInput {
    /** Features of the images, compared with those of clean training images. */
    CLEAN_FEATURES("oracle-features"),
    /** Features of the images corrupted with fresh draws, compared with those of the measurements (paper, App. E). */
    MEASUREMENT_FEATURES("proximal-features"),
    /** Values of the images, compared with those of clean training images. */
    CLEAN_VALUES("clean-images"),
    /** Values of each image, compared with those of its reference image. */
    PAIRS("clean-images");

    private final String role;

    MetricInput(String role) {
        this.role = role;
    }

    /** Role of the stage with the reference set among the inputs of a score stage. */
    public String role() {
        return role;
    }

    /** Whether the reference set is clean data. Such scores never reach training or selection. */
    public boolean usesCleanReference() {
        return this != MEASUREMENT_FEATURES;
    }

    /** Whether features are compared, which a network extracts. */
    public boolean ofFeatures() {
        return this == CLEAN_FEATURES || this == MEASUREMENT_FEATURES;
    }

    /** Description of the reference set for protocols. */
    public String reference() {
        return usesCleanReference() ? "clean training images" : "measurements";
    }

    /** Name in files, such as {@code clean-features}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
