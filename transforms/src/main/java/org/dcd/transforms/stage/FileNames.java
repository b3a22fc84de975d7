package org.dcd.transforms.stage;

import org.dcd.schemas.table.Tables;

/** Names of the files that stages leave for each other. */
public final class FileNames {
    /** Tables are written in parts: {@code <table>-00000-of-00004.parquet}. */
    public static final String TRAIN = "train";

    public static final String HELD_OUT = "held-out";
    public static final String MEASUREMENTS = "measurements";
    public static final String SAMPLES = "samples";
    /** Images that were restored from measurements, under their ids. */
    public static final String RESTORED = "restored";

    public static final String SCORES = "scores";
    /** Features of images, or their values, for metrics that compare every image with others. */
    public static final String VECTORS = "vectors";
    /** Candidates for the generator with their distances. */
    public static final String CANDIDATES = "candidates";
    /** What was learned beside what theory says. */
    public static final String CLOSED_FORMS = "closed-forms";

    public static final String TEACHER = "teacher.safetensors";
    public static final String GENERATOR = "generator.safetensors";
    public static final String FEATURES = "features.safetensors";

    /**
     * Features of images x [n, c, h, w] in [-1, 1] (not clipped): outputs {@code features} [n, d] and {@code logits}
     * [n, classes].
     */
    public static final String FEATURES_ONNX = "features.onnx";
    /** D(x; σ): inputs {@code x} [n, c, h, w] and {@code sigma} [n]; output {@code denoised}. */
    public static final String DENOISER_ONNX = "denoiser.onnx";
    /** G(z): input {@code z} [n, c, h, w], standard normal; outputs {@code image} float and {@code pixels} u8. */
    public static final String GENERATOR_ONNX = "generator.onnx";
    /** Moments of the reference set's features (float64: count, mean [d], m2 [d, d]). */
    public static final String REFERENCE_MOMENTS = "reference-moments.safetensors";

    public static final String REPORT = "report.html";

    private FileNames() {}

    /** File name of a part of a table; index from 0. */
    public static String part(String table, int index, int parts) {
        return Tables.part(table, index, parts);
    }
}
