package org.dcd.transforms.stage;

import org.dcd.schemas.table.Tables;

/** Names of the tables and files that stages exchange. */
public final class FileNames {
    /** Table of training images. Tables are written in parts: {@code <table>-00000-of-00004.parquet}. */
    public static final String TRAIN = "train";

    /** Table of held-out images. */
    public static final String HELD_OUT = "held-out";
    /** Table of measurements. */
    public static final String MEASUREMENTS = "measurements";
    /** Table of generated images. */
    public static final String SAMPLES = "samples";
    /** Table of images restored from measurements, with the ids of the measurements. */
    public static final String RESTORED = "restored";

    /** Table of scores. */
    public static final String SCORES = "scores";
    /** Table of features or values of images, for metrics that compare images with each other. */
    public static final String VECTORS = "vectors";
    /** Table of the candidates for the generator with their distances. */
    public static final String CANDIDATES = "candidates";
    /** Table of learned numbers and matrices beside those of the theory. */
    public static final String CLOSED_FORMS = "closed-forms";

    /** Weights of the teacher. */
    public static final String TEACHER = "teacher.safetensors";
    /** Weights of the generator. */
    public static final String GENERATOR = "generator.safetensors";
    /** Weights of the feature extractor. */
    public static final String FEATURES = "features.safetensors";

    /**
     * Feature extractor for images {@code x} [n, c, h, w] in [-1, 1] (not clipped): outputs {@code features} [n, d] and
     * {@code logits} [n, classes].
     */
    public static final String FEATURES_ONNX = "features.onnx";
    /** Denoiser D(x; σ): inputs {@code x} [n, c, h, w] and {@code sigma} [n]; output {@code denoised}. */
    public static final String DENOISER_ONNX = "denoiser.onnx";
    /**
     * Generator G(z): input {@code z} [n, c, h, w], standard normal; outputs {@code image} float and {@code pixels} u8.
     */
    public static final String GENERATOR_ONNX = "generator.onnx";
    /** Moments of the reference set's features (float64: count, mean [d], m2 [d, d]). */
    public static final String REFERENCE_MOMENTS = "reference-moments.safetensors";

    /** The report of an experiment. */
    public static final String REPORT = "report.html";

    private FileNames() {}

    /** File name of a part of a table; index from 0. */
    public static String part(String table, int index, int parts) {
        return Tables.part(table, index, parts);
    }
}
