package org.dcd.pipelines.beam;

import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.dcd.schemas.stage.StageOutcome;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;

/** Which transform makes the stages of each kind. */
public final class StageTransforms {
    private final Map<String, PTransform<?, ? extends PCollection<? extends StageOutcome>>> transforms;

    private StageTransforms(Map<String, PTransform<?, ? extends PCollection<? extends StageOutcome>>> transforms) {
        this.transforms = transforms;
    }

    public static StageTransforms none() {
        return new StageTransforms(new HashMap<>());
    }

    /** These and one more; a kind given twice takes the later one. */
    public <S extends StageSpec> StageTransforms with(
            String kind,
            PTransform<PCollection<StageTask<S>>, ? extends PCollection<? extends StageOutcome>> transform) {
        Map<String, PTransform<?, ? extends PCollection<? extends StageOutcome>>> more = new HashMap<>();
        more.putAll(transforms);
        more.put(kind, transform);
        return new StageTransforms(more);
    }

    /** Class of the transform of a kind. */
    public Class<?> typeOf(String kind) {
        return of(kind).getClass();
    }

    /** The transform of a kind. */
    @SuppressWarnings("unchecked") // the builder pairs each kind with a transform of its own specification
    <S extends StageSpec> PTransform<PCollection<StageTask<S>>, ? extends PCollection<? extends StageOutcome>> of(String kind) {
        PTransform<?, ? extends PCollection<? extends StageOutcome>> transform = transforms.get(kind);
        if (transform == null) {
            throw new IllegalStateException("no transform is registered for " + kind + " stages");
        }
        return (PTransform<PCollection<StageTask<S>>, ? extends PCollection<? extends StageOutcome>>) transform;
    }
}
