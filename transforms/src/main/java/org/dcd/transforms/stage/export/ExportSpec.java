package org.dcd.transforms.stage.export;

import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.registry.NotInKey;
import org.dcd.transforms.stage.FileNames;

/**
 * Exports a trained network to ONNX, published only when ONNX Runtime agrees with libtorch. Inputs: {@code model}, a
 * teacher or distil stage. Files: {@link FileNames#DENOISER_ONNX} or {@link FileNames#GENERATOR_ONNX}.
 *
 * @param generator true for G(z), false for D(x; σ)
 * @param model the generator; of D its denoiser is meant and nothing else
 * @param tolerance greatest difference between ONNX Runtime and libtorch, on the range [-1, 1]
 * @param origin what the file tells of the network; not in the key, as it follows from the key of the input
 */
public record ExportSpec(boolean generator, OneStepGenerator model, double tolerance, @NotInKey ModelOrigin origin)
        implements StageSpec {
    /** G(z). */
    public static ExportSpec of(OneStepGenerator generator, double tolerance) {
        return new ExportSpec(true, generator, tolerance, ModelOrigin.UNKNOWN);
    }

    /** D(x; σ). */
    public static ExportSpec of(ConditionedDenoiser denoiser, double tolerance) {
        return new ExportSpec(false, OneStepGenerator.of(denoiser, 1), tolerance, ModelOrigin.UNKNOWN);
    }

    /** The same, of a network that is known. */
    public ExportSpec from(ModelOrigin network) {
        return new ExportSpec(generator, model, tolerance, network);
    }
}
