package org.dcd.runners.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.runners.flink.FlinkJobs;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
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
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.configuration.Configuration;
import org.dcd.runners.flink.FlinkProfile;
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

    @Test
    void everyStageHasSlotsOfItsOwnAndDividedWorkAloneIsWide() throws Exception {
        Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
        apply(pipeline, "teacher-1", TrainTeacher.create());
        apply(pipeline, "teacher-2", TrainTeacher.create());
        apply(pipeline, "score-1", ScoreImages.create());
        FlinkPipelineOptions options = FlinkProfile.options("[local]");
        options.setParallelism(4);
        Map<String, String> groups = new TreeMap<>();
        Map<String, Integer> widths = new TreeMap<>();

        assertThatThrownBy(() -> FlinkJobs.submit(pipeline, options, new Configuration(), (graph, environment) -> {
                    new GpuPinning(2, 3, EnumSet.allOf(GpuHint.class)).accept(graph, environment);
                    for (Transformation<?> operator : Placement.inOrder(environment)) {
                        operator.getSlotSharingGroup()
                                .ifPresent(group -> groups.put(operator.getName(), group.getName()));
                        widths.put(operator.getName(), operator.getParallelism());
                    }
                    throw new IllegalStateException("not to be submitted");
                }))
                .hasMessage("not to be submitted");

        assertThat(groups)
                .containsEntry("teacher-1/TrainTeacher/ParMultiDo(Run)", "gpu of teacher-1")
                .containsEntry("teacher-2/TrainTeacher/ParMultiDo(Run)", "gpu of teacher-2")
                .containsEntry("score-1/Look/ParMultiDo(Look)", "gpu of score-1")
                .containsEntry("score-1/Combine", "cpuslot of score-1")
                .containsEntry("score-1/Finish/ParMultiDo(Finish)", "cpuslot of score-1");
        assertThat(widths)
                .containsEntry("teacher-1/TrainTeacher/ParMultiDo(Run)", 1)
                .containsEntry("score-1/Plan/ParMultiDo(Plan)", 1)
                .containsEntry("score-1/Look/ParMultiDo(Look)", 2)
                .containsEntry("score-1/Finish/ParMultiDo(Finish)", 1);
    }

    private static <S extends StageSpec> void apply(
            Pipeline pipeline, String stage, PTransform<PCollection<StageTask<S>>, PCollection<StageResult>> transform) {
        pipeline.apply(
                        stage + " tasks",
                        Create.of(List.<StageTask<S>>of())
                                .withCoder(SerializableCoder.of(new TypeDescriptor<StageTask<S>>() {})))
                .apply(stage, transform);
    }
}
