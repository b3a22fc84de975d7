package org.dcd.pipelines.beam;

import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.dcd.schemas.stage.StageOutcome;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.beam.StageTransform;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageKinds;

/** The transform that runs the stages of each kind: that of the registered kind, unless it is replaced. */
public final class StageTransforms {
    private final Map<String, PTransform<?, PCollection<StageOutcome>>> transforms;
    private final int gpusPerTraining;

    private StageTransforms(Map<String, PTransform<?, PCollection<StageOutcome>>> transforms, int gpusPerTraining) {
        this.transforms = transforms;
        this.gpusPerTraining = gpusPerTraining;
    }

    /** The transforms of the registered kinds, with one GPU for each training. */
    public static StageTransforms registered() {
        return new StageTransforms(new HashMap<>(), 1);
    }

    /**
     * These transforms with another one for a kind.
     *
     * @param kind name of the stage kind
     * @param transform the transform
     */
    public <S extends StageSpec> StageTransforms with(
            String kind, PTransform<PCollection<StageTask<S>>, PCollection<StageOutcome>> transform) {
        Map<String, PTransform<?, PCollection<StageOutcome>>> more = new HashMap<>();
        more.putAll(transforms);
        more.put(kind, transform);
        return new StageTransforms(more, gpusPerTraining);
    }

    /** These transforms with a number of GPUs for each training of a registered kind. */
    public StageTransforms withGpusPerTraining(int gpus) {
        return new StageTransforms(transforms, gpus);
    }

    /** The transform of a kind. */
    @SuppressWarnings("unchecked") // the builder pairs each kind with a transform of its own specification
    <S extends StageSpec> PTransform<PCollection<StageTask<S>>, PCollection<StageOutcome>> of(String kind) {
        PTransform<?, PCollection<StageOutcome>> transform = transforms.get(kind);
        if (transform == null) {
            return StageTransform.of(((StageKind<S>) StageKinds.of(kind)).work(), gpusPerTraining);
        }
        return (PTransform<PCollection<StageTask<S>>, PCollection<StageOutcome>>) transform;
    }
}
