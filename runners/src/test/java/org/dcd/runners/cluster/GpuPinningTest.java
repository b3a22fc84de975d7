package org.dcd.runners.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.dcd.schemas.stage.StageOutcome;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
import org.dcd.runners.flink.Placement;
import org.dcd.transforms.beam.GpuHint;
import org.dcd.transforms.beam.StageTransform;
import org.dcd.transforms.stage.corrupt.CorruptKind;
import org.dcd.transforms.stage.distil.DistilKind;
import org.dcd.transforms.stage.features.FeaturesKind;
import org.dcd.transforms.stage.restore.RestoreKind;
import org.dcd.transforms.stage.sample.SampleKind;
import org.dcd.transforms.stage.score.ScoreKind;
import org.dcd.transforms.stage.teacher.TeacherKind;
import org.junit.jupiter.api.Test;

/** Which transforms of a graph belong on GPUs. */
class GpuPinningTest {
    private static <S extends StageSpec> Set<String> pinned(
            PTransform<PCollection<StageTask<S>>, PCollection<StageOutcome>> stages, GpuHint... hints) {
        Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
        pipeline.apply(
                        "Tasks",
                        Create.of(List.<StageTask<S>>of())
                                .withCoder(SerializableCoder.of(new TypeDescriptor<StageTask<S>>() {})))
                .apply("stages", stages);
        return Placement.withHint(pipeline, Set.of(hints));
    }

    @Test
    void trainingBelongsThere() {
        assertThat(pinned(StageTransform.of(new TeacherKind()), GpuHint.NEEDED))
                .singleElement()
                .asString()
                .startsWith("stages/")
                .endsWith("ParMultiDo(Run)");
        assertThat(pinned(StageTransform.of(new DistilKind()), GpuHint.NEEDED)).hasSize(1);
        assertThat(pinned(StageTransform.of(new RestoreKind()), GpuHint.NEEDED)).hasSize(1);
        assertThat(pinned(StageTransform.of(new FeaturesKind()), GpuHint.NEEDED))
                .as("the training alone")
                .singleElement()
                .asString()
                .endsWith("ParMultiDo(Plan)");
    }

    @Test
    void samplingAndFeaturesDoWhereTheyAreAskedFor() {
        assertThat(pinned(StageTransform.of(new SampleKind()), GpuHint.NEEDED)).isEmpty();
        assertThat(pinned(StageTransform.of(new ScoreKind()), GpuHint.NEEDED)).isEmpty();
        assertThat(pinned(StageTransform.of(new CorruptKind()), GpuHint.values())).isEmpty();
        assertThat(pinned(StageTransform.of(new SampleKind()), GpuHint.values()))
                .singleElement()
                .asString()
                .endsWith("ParMultiDo(Run)");
        assertThat(pinned(StageTransform.of(new ScoreKind()), GpuHint.values()))
                .singleElement()
                .asString()
                .endsWith("ParMultiDo(Run)");
        assertThat(pinned(StageTransform.of(new FeaturesKind()), GpuHint.values()))
                .hasSize(2)
                .anyMatch(name -> name.endsWith("ParMultiDo(Run)"));
    }
}
