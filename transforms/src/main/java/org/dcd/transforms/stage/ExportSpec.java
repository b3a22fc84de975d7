package org.dcd.transforms.stage;

import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.objective.ConditionedDenoiser;

/**
 * Exports a trained network to ONNX, published only when ONNX Runtime agrees with libtorch. Inputs: {@code model}, a
 * teacher or distil stage. Files: {@link Files#DENOISER_ONNX} or {@link Files#GENERATOR_ONNX}.
 *
 * @param generator true for G(z), false for D(x; σ)
 * @param sigmaInit level of the generator; 0 for a denoiser
 * @param tolerance greatest difference between ONNX Runtime and libtorch, on the range [-1, 1]
 */
public record ExportSpec(boolean generator, ConditionedDenoiser denoiser, double sigmaInit, double tolerance)
        implements StageSpec {}
