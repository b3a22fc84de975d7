package org.dcd.transforms.ops.onnx;

/** Metadata keys of exported ONNX models. */
public final class ModelMetadata {
    /** Kind of the model: denoiser, generator, features or pairs. */
    public static final String KIND = "dcd.kind";
    /** Key of the stage that wrote the file. */
    public static final String STAGE_KEY = "dcd.stage-key";
    /** Key of the stage that trained the network. */
    public static final String TRAINING_KEY = "dcd.training-key";
    /** Specification of the stage that trained the network, in canonical JSON. */
    public static final String TRAINING_SPEC = "dcd.training-spec";
    /** Code versions of the stages that led to the export. */
    public static final String CODE_VERSIONS = "dcd.code-versions";
    /** Hash of the files of the data set. */
    public static final String DATA_SHA256 = "dcd.data-sha256";
    /** SHA-256 of the weight file of a pretrained network. */
    public static final String WEIGHTS_SHA256 = "dcd.weights-sha256";
    /** Name of the experiment. */
    public static final String EXPERIMENT = "dcd.experiment";
    /** σ_init of the one-step generator. */
    public static final String SIGMA_INIT = "dcd.sigma-init";
    /** Shape of an image: channels x height x width. */
    public static final String IMAGE_SHAPE = "dcd.image-shape";
    /** Range of image values. */
    public static final String VALUE_RANGE = "dcd.value-range";
    /** Data that a feature extractor was trained on: CLEAN or MEASUREMENT. */
    public static final String ORIGIN = "dcd.origin";

    /** How a feature extractor resizes images; absent if it does not. */
    public static final String RESIZE = "dcd.resize";
    /** Type name of a feature extractor with pretrained weights. */
    public static final String EXTRACTOR = "dcd.extractor";

    private ModelMetadata() {}
}
