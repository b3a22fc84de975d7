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
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.dcd.runners.flink.EmbeddedFlink;
import org.dcd.runners.flink.Placement;
import org.dcd.schemas.stage.StageOutcome;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
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

/** The transforms of a graph that run on GPUs. */
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
    void trainingIsPinned() {
        assertThat(pinned(StageTransform.of(new TeacherKind()), GpuHint.NEEDED))
                .singleElement()
                .asString()
                .startsWith("stages/")
                .endsWith("ParMultiDo(Run)");
        assertThat(pinned(StageTransform.of(new DistilKind()), GpuHint.NEEDED)).hasSize(1);
        assertThat(pinned(StageTransform.of(new RestoreKind()), GpuHint.NEEDED)).hasSize(1);
        assertThat(pinned(StageTransform.of(new FeaturesKind()), GpuHint.NEEDED))
                .as("training only")
                .singleElement()
                .asString()
                .endsWith("ParMultiDo(Plan)");
    }

    @Test
    void samplingAndFeaturesArePinnedOnRequest() {
        assertThat(pinned(StageTransform.of(new SampleKind()), GpuHint.NEEDED)).isEmpty();
        assertThat(pinned(StageTransform.of(new ScoreKind()), GpuHint.NEEDED)).isEmpty();
        assertThat(pinned(StageTransform.of(new CorruptKind()), GpuHint.values()))
                .isEmpty();
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

    @Test
    void everyStageHasItsOwnSlotsAndOnlyShardsRunInParallel() throws Exception {
        Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
        apply(pipeline, "teacher-1", StageTransform.of(new TeacherKind()));
        apply(pipeline, "teacher-2", StageTransform.of(new TeacherKind()));
        apply(pipeline, "score-1", StageTransform.of(new ScoreKind()));
        FlinkPipelineOptions options = EmbeddedFlink.options("[local]");
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
                .containsEntry("teacher-1/Run/ParMultiDo(Run)", "gpu of teacher-1")
                .containsEntry("teacher-2/Run/ParMultiDo(Run)", "gpu of teacher-2")
                .containsEntry("score-1/Shards/ParMultiDo(Run)", "gpu of score-1")
                .containsEntry("score-1/Merge", "cpuslot of score-1")
                .containsEntry("score-1/Finish/ParMultiDo(Finish)", "cpuslot of score-1");
        assertThat(widths)
                .containsEntry("teacher-1/Run/ParMultiDo(Run)", 1)
                .containsEntry("score-1/Plan/ParMultiDo(Plan)", 1)
                .containsEntry("score-1/Shards/ParMultiDo(Run)", 2)
                .containsEntry("score-1/Finish/ParMultiDo(Finish)", 1);
    }

    @Test
    void theSlotOfATrainingHasItsGpus() throws Exception {
        Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
        apply(pipeline, "teacher-1", StageTransform.of(new TeacherKind().work(), 4));
        apply(pipeline, "restore-1", StageTransform.of(new RestoreKind().work(), 4));
        apply(pipeline, "features-1", StageTransform.of(new FeaturesKind().work(), 4));
        FlinkPipelineOptions options = EmbeddedFlink.options("[local]");
        options.setParallelism(4);
        Configuration configuration = new Configuration();
        configuration.setString("fine-grained.shuffle-mode.all-blocking", "true");
        Map<String, Double> gpus = new TreeMap<>();
        Map<String, Integer> widths = new TreeMap<>();

        assertThatThrownBy(() -> FlinkJobs.submit(pipeline, options, configuration, (graph, environment) -> {
                    new GpuPinning(8, 3, EnumSet.allOf(GpuHint.class)).accept(graph, environment);
                    StreamGraph flink = environment.getStreamGraph(false);
                    for (StreamNode operator : flink.getStreamNodes()) {
                        gpus.put(
                                operator.getOperatorName(),
                                flink.getSlotSharingGroupResource(operator.getSlotSharingGroup())
                                        .map(slot -> slot.getExtendedResources().get(GpuPinning.GPU))
                                        .map(amount -> amount.getValue().doubleValue())
                                        .orElse(0.0));
                        widths.put(operator.getOperatorName(), operator.getParallelism());
                    }
                    throw new IllegalStateException("not to be submitted");
                }))
                .hasMessage("not to be submitted");

        assertThat(gpus)
                .containsEntry("teacher-1/Run/ParMultiDo(Run)", 4.0)
                .containsEntry("restore-1/Run/ParMultiDo(Run)", 1.0)
                .containsEntry("features-1/Plan/ParMultiDo(Plan)", 4.0)
                .containsEntry("features-1/Shards/ParMultiDo(Run)", 1.0)
                .containsEntry("features-1/Finish/ParMultiDo(Finish)", 0.0);
        assertThat(widths)
                .containsEntry("teacher-1/Run/ParMultiDo(Run)", 1)
                .containsEntry("features-1/Shards/ParMultiDo(Run)", 4);
    }

    private static <S extends StageSpec> void apply(
            Pipeline pipeline,
            String stage,
            PTransform<PCollection<StageTask<S>>, PCollection<StageOutcome>> transform) {
        pipeline.apply(
                        stage + " tasks",
                        Create.of(List.<StageTask<S>>of())
                                .withCoder(SerializableCoder.of(new TypeDescriptor<StageTask<S>>() {})))
                .apply(stage, transform);
    }
}
