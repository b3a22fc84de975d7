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

/** Brings a denoiser of a file into the form in which trained teachers are. */
public final class TeacherImport {
    private TeacherImport() {}

    /**
     * Runs the stage.
     *
     * @throws org.dcd.schemas.BadInputException when the file is not the one of the plan, or does not fit
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
                List.of("taken from the file " + spec.from().path().getFileName() + ", " + checkpoint.source()
                        + ", SHA-256 " + spec.from().sha256()
                        + "; what it was trained on is not of this experiment, and not known to it"),
                List.of(),
                started,
                (System.nanoTime() - startNanos) * 1e-9);
    }
}
