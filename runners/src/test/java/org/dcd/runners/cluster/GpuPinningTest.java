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
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.beam.CorruptImages;
import org.dcd.transforms.beam.DistillGenerator;
import org.dcd.runners.flink.Placement;
import org.dcd.transforms.beam.GpuHint;
import org.dcd.transforms.beam.RestoreImages;
import org.dcd.transforms.beam.SampleImages;
import org.dcd.transforms.beam.ScoreImages;
import org.dcd.transforms.beam.TrainFeatures;
import org.dcd.transforms.beam.TrainTeacher;
import org.junit.jupiter.api.Test;

/** Which transforms of a graph belong on GPUs. */
class GpuPinningTest {
    private static <S extends StageSpec> Set<String> pinned(
            PTransform<PCollection<StageTask<S>>, PCollection<StageResult>> stages, GpuHint... hints) {
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
        assertThat(pinned(TrainTeacher.create(), GpuHint.NEEDED))
                .singleElement()
                .asString()
                .startsWith("stages/")
                .endsWith("ParMultiDo(Run)");
        assertThat(pinned(DistillGenerator.create(), GpuHint.NEEDED)).hasSize(1);
        assertThat(pinned(RestoreImages.create(), GpuHint.NEEDED)).hasSize(1);
        assertThat(pinned(TrainFeatures.create(), GpuHint.NEEDED))
                .as("the training alone")
                .singleElement()
                .asString()
                .endsWith("ParMultiDo(Train)");
    }

    @Test
    void samplingAndFeaturesDoWhereTheyAreAskedFor() {
        assertThat(pinned(SampleImages.create(), GpuHint.NEEDED)).isEmpty();
        assertThat(pinned(ScoreImages.create(), GpuHint.NEEDED)).isEmpty();
        assertThat(pinned(CorruptImages.create(), GpuHint.values())).isEmpty();
        assertThat(pinned(SampleImages.create(), GpuHint.values()))
                .singleElement()
                .asString()
                .endsWith("ParMultiDo(Draw)");
        assertThat(pinned(ScoreImages.create(), GpuHint.values()))
                .singleElement()
                .asString()
                .endsWith("ParMultiDo(Look)");
        assertThat(pinned(TrainFeatures.create(), GpuHint.values()))
                .hasSize(2)
                .anyMatch(name -> name.endsWith("ParMultiDo(Look)"));
    }
}
