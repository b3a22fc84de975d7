package org.dcd.transforms.beam;

import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.dcd.schemas.stage.StageOutcome;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/**
 * Creates the transforms that run stages, with one outcome for each task. An exception of a stage is an outcome, too.
 */
public final class StageTransform {
    private StageTransform() {}

    /** A transform for stages of a kind, with one GPU for each training. */
    public static <S extends StageSpec> PTransform<PCollection<StageTask<S>>, PCollection<StageOutcome>> of(
            StageKind<S> kind) {
        return of(kind.work());
    }

    /** A transform for the work of a kind, with one GPU for each training. */
    public static <S extends StageSpec> PTransform<PCollection<StageTask<S>>, PCollection<StageOutcome>> of(
            StageWork<S> work) {
        return of(work, 1);
    }

    /**
     * A transform for the work of a kind.
     *
     * @param gpusPerTraining GPUs of each stage that computes on several, at least 1
     */
    public static <S extends StageSpec> PTransform<PCollection<StageTask<S>>, PCollection<StageOutcome>> of(
            StageWork<S> work, int gpusPerTraining) {
        int gpus = work.usesSeveralGpus() ? gpusPerTraining : 1;
        if (work instanceof StageWork.Whole<S> whole) {
            return new WholeStage<>(whole);
        }
        if (work instanceof StageWork.Training<S> training) {
            return new TrainingStage<>(training, gpus);
        }
        return new ShardedStage<>((StageWork.Sharded<S, ?, ?, ?, ?>) work, gpus);
    }
}
