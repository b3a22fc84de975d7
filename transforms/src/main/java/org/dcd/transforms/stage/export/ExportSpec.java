package org.dcd.transforms.stage.export;

import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.registry.NotInKey;
import org.dcd.transforms.stage.FileNames;

/**
 * Exports a trained network to ONNX. The stage fails unless ONNX Runtime agrees with libtorch. Inputs: {@code model}, a
 * teacher or distil stage. Files: {@link FileNames#DENOISER_ONNX} or {@link FileNames#GENERATOR_ONNX}.
 *
 * @param generator true for G(z), false for D(x; σ)
 * @param model the generator; for D only its denoiser is used
 * @param tolerance greatest accepted difference between ONNX Runtime and libtorch, on the range [-1, 1]
 * @param origin provenance for the metadata of the file; not in the key, because the key of the input determines it
 */
public record ExportSpec(boolean generator, OneStepGenerator model, double tolerance, @NotInKey ModelOrigin origin)
        implements StageSpec {
    /** Exports G(z). */
    public static ExportSpec of(OneStepGenerator generator, double tolerance) {
        return new ExportSpec(true, generator, tolerance, ModelOrigin.UNKNOWN);
    }

    /** Exports D(x; σ). */
    public static ExportSpec of(ConditionedDenoiser denoiser, double tolerance) {
        return new ExportSpec(false, OneStepGenerator.of(denoiser, 1), tolerance, ModelOrigin.UNKNOWN);
    }

    /** This specification with the provenance of the network. */
    public ExportSpec from(ModelOrigin network) {
        return new ExportSpec(generator, model, tolerance, network);
    }
}
