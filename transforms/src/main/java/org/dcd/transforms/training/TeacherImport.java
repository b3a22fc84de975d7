package org.dcd.transforms.training;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.ModelArtifact;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.checkpoint.Checkpoint;
import org.dcd.transforms.diffusion.DenoiserFacts;
import org.dcd.transforms.stage.Files;
import org.dcd.transforms.stage.ImportSpec;
import org.dcd.transforms.weights.Tensor;
import org.dcd.transforms.weights.Weights;

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
        Checkpoint checkpoint = spec.from().read();
        Map<String, Tensor> weights = checkpoint.weights(spec.network(), spec.shape(), spec.conditionChannels());
        DenoiserFacts facts = DenoiserFacts.of(spec.network(), spec.shape(), spec.conditionChannels());
        ModelArtifact model = Weights.write(task.work(), Files.TEACHER, "teacher", weights, facts.macs(), spec.shape());
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
