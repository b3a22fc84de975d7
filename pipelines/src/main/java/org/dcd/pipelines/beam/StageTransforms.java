package org.dcd.pipelines.beam;

import java.util.EnumMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.dcd.schemas.stage.StageKind;
import org.dcd.schemas.stage.StageOutcome;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;

/** Which transform makes the stages of each kind. */
public final class StageTransforms {
    private final Map<StageKind, PTransform<?, ? extends PCollection<? extends StageOutcome>>> transforms;

    private StageTransforms(Map<StageKind, PTransform<?, ? extends PCollection<? extends StageOutcome>>> transforms) {
        this.transforms = transforms;
    }

    public static StageTransforms none() {
        return new StageTransforms(new EnumMap<>(StageKind.class));
    }

    /** These and one more; a kind given twice takes the later one. */
    public <S extends StageSpec> StageTransforms with(
            StageKind kind,
            PTransform<PCollection<StageTask<S>>, ? extends PCollection<? extends StageOutcome>> transform) {
        Map<StageKind, PTransform<?, ? extends PCollection<? extends StageOutcome>>> more = new EnumMap<>(StageKind.class);
        more.putAll(transforms);
        more.put(kind, transform);
        return new StageTransforms(more);
    }

    /** Class of the transform of a kind. */
    public Class<?> typeOf(StageKind kind) {
        return of(kind).getClass();
    }

    /** The transform of a kind. */
    @SuppressWarnings("unchecked") // the builder pairs each kind with a transform of its own specification
    <S extends StageSpec> PTransform<PCollection<StageTask<S>>, ? extends PCollection<? extends StageOutcome>> of(StageKind kind) {
        PTransform<?, ? extends PCollection<? extends StageOutcome>> transform = transforms.get(kind);
        if (transform == null) {
            throw new IllegalStateException("no transform is registered for " + kind.id() + " stages");
        }
        return (PTransform<PCollection<StageTask<S>>, ? extends PCollection<? extends StageOutcome>>) transform;
    }
}
