package org.dcd.transforms.stage.export;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dcd.schemas.ModelArtifact;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.export.OnnxParity;
import org.dcd.transforms.export.ParityTolerance;
import org.dcd.transforms.files.Sha256;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.ops.onnx.ModelMetadata;
import org.dcd.transforms.ops.onnx.OnnxModel;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.FileNames;

/** Exports the teacher's denoiser or the generator, and compares ONNX Runtime with libtorch on the result. */
public final class ModelExport {
    /** With 16 images libtorch computes as in training; with fewer it tries NNPACK, and warns when that is missing. */
    private static final int EXAMPLES = 16;
    /** Noise levels for the comparison of a denoiser. */
    private static final float[] LEVELS = {0.002f, 0.05f, 0.3f, 0.5f, 1, 2.5f, 10, 80};

    private static final String PREFIX = TorchFunction.PREFIX + DenoiserSummary.PREFIX;

    private ModelExport() {}

    /**
     * Runs the stage.
     *
     * @throws IllegalStateException when the difference exceeds the tolerance of the specification
     */
    public static StageResult run(StageTask<ExportSpec> task, TorchEngine engine) throws IOException {
        Instant started = Instant.now();
        long startNanos = System.nanoTime();
        ExportSpec spec = task.spec();
        OneStepGenerator network = spec.model();
        ImageShape shape = network.shape();
        Weights weights =
                Weights.open(task.inputFolder("model"), spec.generator() ? FileNames.GENERATOR : FileNames.TEACHER);
        Map<String, String> metadata = metadata(task);
        String prefix = DenoiserSummary.PREFIX;
        OnnxModel model = spec.generator()
                ? OnnxExport.generator(network, prefix, weights, metadata)
                : OnnxExport.denoiser(network.denoiser(), prefix, weights, metadata);
        String file = spec.generator() ? FileNames.GENERATOR_ONNX : FileNames.DENOISER_ONNX;
        task.work().write(file, model::writeTo);
        double difference = parity(task, engine, weights, file);
        DenoiserSummary summary =
                spec.generator() ? network.summary() : network.denoiser().summary();
        ModelArtifact artifact = new ModelArtifact(
                spec.generator() ? "generator" : "denoiser",
                file,
                "onnx",
                Sha256.of(task.work(), file),
                summary.parameterCount(),
                summary.macs(),
                List.of(shape.channels(), shape.height(), shape.width()));
        return new StageResult(
                task,
                List.of(artifact),
                Map.of("max-difference", difference, "tolerance", spec.tolerance(), "bytes", (double) model.size()),
                List.of(),
                List.of(),
                started,
                (System.nanoTime() - startNanos) * 1e-9);
    }

    /** Greatest difference between ONNX Runtime and libtorch. A file that differs too much is deleted. */
    private static double parity(StageTask<ExportSpec> task, TorchEngine engine, Weights weights, String file)
            throws IOException {
        ExportSpec spec = task.spec();
        OneStepGenerator network = spec.model();
        try (OrtModel exported = OrtModel.open(task.work(), file, OrtOptions.cpu(1))) {
            return spec.generator()
                    ? generatorParity(engine, network, weights, exported, spec.tolerance())
                    : denoiserParity(engine, network.denoiser(), weights, exported, spec.tolerance());
        } catch (RuntimeException e) {
            task.work().delete(file);
            throw e;
        }
    }

    /** Known facts that the stage's key determines. */
    private static Map<String, String> metadata(StageTask<ExportSpec> task) {
        ModelOrigin origin = task.spec().origin();
        Map<String, String> metadata = new TreeMap<>();
        metadata.put(ModelMetadata.STAGE_KEY, task.key());
        metadata.put(ModelMetadata.TRAINING_KEY, origin.trainingKey());
        metadata.put(ModelMetadata.TRAINING_SPEC, origin.trainingSpec());
        metadata.put(ModelMetadata.CODE_VERSIONS, origin.codeVersions());
        metadata.put(ModelMetadata.DATA_SHA256, origin.dataSha256());
        metadata.values().removeIf(String::isEmpty);
        return metadata;
    }

    /** Greatest difference between ONNX Runtime and libtorch on random latents. */
    static double generatorParity(
            TorchEngine engine, OneStepGenerator generator, Weights weights, OrtModel exported, double tolerance) {
        ImageShape latent = generator.latentShape();
        float[] z = Seeds.normal(0, EXAMPLES * latent.size());
        try (TorchFunction reference = TorchFunction.of(
                engine, "generator", weights, ops -> generator.apply(ops, PREFIX, ops.input(OnnxExport.Z, latent)))) {
            Map<String, float[]> inputs = Map.of(OnnxExport.Z, z);
            float[] expected = reference.value(EXAMPLES, inputs);
            return OnnxParity.check(
                    exported, EXAMPLES, inputs, OnnxExport.IMAGE, expected, accepted(engine, tolerance));
        }
    }

    /** Greatest difference between ONNX Runtime and libtorch on noise of several levels. */
    static double denoiserParity(
            TorchEngine engine, ConditionedDenoiser denoiser, Weights weights, OrtModel exported, double tolerance) {
        ImageShape shape = denoiser.inputShape();
        float[] levels = new float[EXAMPLES];
        float[] noisy = Seeds.normal(0, EXAMPLES * shape.size());
        int image = denoiser.shape().size();
        for (int i = 0; i < noisy.length; i++) {
            levels[i / shape.size()] = LEVELS[i / shape.size() % LEVELS.length];
            // The latent of the condition follows the image and remains standard normal.
            noisy[i] *= i % shape.size() < image ? levels[i / shape.size()] : 1;
        }
        try (TorchFunction reference = TorchFunction.of(
                engine,
                "denoiser",
                weights,
                ops -> denoiser.fromLatent(
                        ops, PREFIX, ops.input(OnnxExport.X, shape), 1, ops.input(OnnxExport.SIGMA)))) {
            Map<String, float[]> inputs = Map.of(OnnxExport.X, noisy, OnnxExport.SIGMA, levels);
            float[] expected = reference.value(EXAMPLES, inputs);
            return OnnxParity.check(
                    exported, EXAMPLES, inputs, OnnxExport.DENOISED, expected, accepted(engine, tolerance));
        }
    }

    private static double accepted(TorchEngine engine, double tolerance) {
        return ParityTolerance.of(engine).times(tolerance);
    }
}
