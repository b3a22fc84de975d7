package org.dcd.transforms.stage.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.files.Sha256;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.model.SongUNet;
import org.dcd.transforms.model.pretrained.PretrainedDenoiser;
import org.dcd.transforms.ops.onnx.ModelMetadata;
import org.dcd.transforms.ops.onnx.OnnxModel;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;

/** Converts pretrained networks of EDM or SiD to ONNX, and compares ONNX Runtime with libtorch on the result. */
public final class PretrainedDenoiserExport {
    /** Greatest accepted difference, on the range [-1, 1]. */
    private static final double TOLERANCE = 1e-4;

    private PretrainedDenoiserExport() {}

    /**
     * A converted network.
     *
     * @param model bytes of the ONNX file
     * @param shape shape of its images
     * @param parameters number of parameters
     * @param difference greatest difference between ONNX Runtime and libtorch on random inputs
     */
    public record Exported(byte[] model, SongUNet network, ImageShape shape, long parameters, double difference) {}

    /**
     * Converts a file to D(x; σ), or to the one-step generator G(z) = D(σ_init z; σ_init). The file does not state
     * which of the two it was trained for.
     *
     * @param generator true for G(z), false for D(x; σ)
     * @param sigmaInit σ_init; 2.5 in SiD (Zhou et al. 2024)
     * @throws org.dcd.schemas.BadInputException when the file contains another network
     * @throws IllegalStateException when ONNX Runtime and libtorch differ
     */
    public static Exported of(Path file, boolean generator, double sigmaInit, TorchEngine engine) throws IOException {
        PretrainedDenoiser checkpoint = PretrainedDenoiser.read(file);
        SongUNet network = checkpoint.network();
        ImageShape shape = checkpoint.shape();
        Weights weights = Weights.ofTensors(checkpoint.weights(network, shape, 0));
        OneStepGenerator model = OneStepGenerator.of(ConditionedDenoiser.of(network, shape), sigmaInit);
        Map<String, String> metadata = Map.of(ModelMetadata.WEIGHTS_SHA256, Sha256.of(file));
        OnnxModel onnx = generator
                ? OnnxExport.generator(model, DenoiserSummary.PREFIX, weights, metadata)
                : OnnxExport.denoiser(model.denoiser(), DenoiserSummary.PREFIX, weights, metadata);
        double difference;
        try (OrtModel exported =
                OrtModel.open(generator ? "generator" : "denoiser", onnx.toBuffer(), OrtOptions.cpu(1))) {
            difference = generator
                    ? ModelExport.generatorParity(engine, model, weights, exported, TOLERANCE)
                    : ModelExport.denoiserParity(engine, model.denoiser(), weights, exported, TOLERANCE);
        }
        return new Exported(onnx.toBytes(), network, shape, model.summary().parameterCount(), difference);
    }
}
