package org.dcd.transforms.ops.onnx;

/** Keys of the metadata of exported models. */
public final class ModelMetadata {
    /** denoiser, generator, features or pairs. */
    public static final String KIND = "dcd.kind";
    /** Key of the stage that wrote the file. */
    public static final String STAGE_KEY = "dcd.stage-key";
    /** Key of the stage that trained the network. */
    public static final String TRAINING_KEY = "dcd.training-key";
    /** Specification of that stage, canonical JSON. */
    public static final String TRAINING_SPEC = "dcd.training-spec";
    /** Versions of the code of the stages before the export. */
    public static final String CODE_VERSIONS = "dcd.code-versions";
    /** Hash of the files of the data set. */
    public static final String DATA_SHA256 = "dcd.data-sha256";
    /** SHA-256 of the file that the weights came from, where others trained them. */
    public static final String WEIGHTS_SHA256 = "dcd.weights-sha256";
    /** Name of the experiment. */
    public static final String EXPERIMENT = "dcd.experiment";
    /** Level of the one-step generator. */
    public static final String SIGMA_INIT = "dcd.sigma-init";
    /** Channels x height x width of the input. */
    public static final String IMAGE_SHAPE = "dcd.image-shape";
    /** Range of image values. */
    public static final String VALUE_RANGE = "dcd.value-range";
    /** CLEAN or MEASUREMENT: what a feature extractor was trained on. */
    public static final String ORIGIN = "dcd.origin";

    /** How a feature extractor resizes images first; absent when it does not. */
    public static final String RESIZE = "dcd.resize";
    /** Name of the type of a feature extractor that brings its weights. */
    public static final String EXTRACTOR = "dcd.extractor";

    private ModelMetadata() {}
}
