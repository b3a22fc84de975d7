package org.dcd.transforms.stage.imports;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.ModelArtifact;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.model.pretrained.PretrainedDenoiser;
import org.dcd.transforms.stage.FileNames;

/** Converts a pretrained denoiser to the format of trained teachers. */
public final class TeacherImport {
    private TeacherImport() {}

    /**
     * Runs the stage.
     *
     * @throws org.dcd.schemas.BadInputException when the file has changed since the plan, or has another network
     */
    public static StageResult run(StageTask<ImportSpec> task) throws IOException {
        Instant started = Instant.now();
        long startNanos = System.nanoTime();
        ImportSpec spec = task.spec();
        PretrainedDenoiser checkpoint = PretrainedDenoiser.read(spec.from());
        Map<String, Tensor> weights = checkpoint.weights(spec.network(), spec.shape(), spec.conditionChannels());
        DenoiserSummary summary = DenoiserSummary.of(spec.network(), spec.shape(), spec.conditionChannels());
        ModelArtifact model =
                Weights.write(task.work(), FileNames.TEACHER, "teacher", weights, summary.macs(), spec.shape());
        return new StageResult(
                task,
                List.of(model),
                Map.of("parameters", (double) model.getParameters()),
                List.of("imported from the file " + spec.from().path().getFileName() + ", " + checkpoint.source()
                        + ", SHA-256 " + spec.from().sha256()
                        + "; its training data are unknown and not part of this experiment"),
                List.of(),
                started,
                (System.nanoTime() - startNanos) * 1e-9);
    }
}
