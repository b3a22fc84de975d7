package org.dcd.transforms.stage;

import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.objective.ConditionedDenoiser;

/**
 * Exports a trained network to ONNX, published only when ONNX Runtime agrees with libtorch. Inputs: {@code model}, a
 * teacher or distil stage. Files: {@link Files#DENOISER_ONNX} or {@link Files#GENERATOR_ONNX}.
 *
 * @param generator true for G(z), false for D(x; σ)
 * @param model the generator; of D its denoiser is meant and nothing else
 * @param tolerance greatest difference between ONNX Runtime and libtorch, on the range [-1, 1]
 */
public record ExportSpec(boolean generator, OneStepGenerator model, double tolerance) implements StageSpec {
    /** G(z). */
    public static ExportSpec of(OneStepGenerator generator, double tolerance) {
        return new ExportSpec(true, generator, tolerance);
    }

    /** D(x; σ). */
    public static ExportSpec of(ConditionedDenoiser denoiser, double tolerance) {
        return new ExportSpec(false, OneStepGenerator.of(denoiser, 1), tolerance);
    }
}
