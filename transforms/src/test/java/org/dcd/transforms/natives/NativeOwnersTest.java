package org.dcd.transforms.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dcd.transforms.features.ClassifierFeatures;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.DistillationLoss;
import org.dcd.transforms.loss.DistillationMethod;
import org.dcd.transforms.loss.DistillationMethod.Start;
import org.dcd.transforms.loss.DistillationMethod.Target;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.loss.Sds;
import org.dcd.transforms.loss.Sid;
import org.dcd.transforms.loss.Standard;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.model.Mlp;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.Initialiser;
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.ops.Shapes;
import org.dcd.transforms.ops.onnx.OnnxGraph;
import org.dcd.transforms.ops.onnx.OnnxOps;
import org.dcd.transforms.ops.torch.Adam;
import org.dcd.transforms.ops.torch.NetworkTraining;
import org.dcd.transforms.ops.torch.ParameterValues;
import org.dcd.transforms.ops.torch.StepSettings;
import org.dcd.transforms.ops.torch.TorchDevices;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.distil.DistillationProgram;
import org.dcd.transforms.stage.features.ClassifierProgram;
import org.dcd.transforms.stage.teacher.TeacherProgram;
import org.dcd.transforms.train.TorchCorruptor;
import org.junit.jupiter.api.Test;

/** Owners of native memory release all of it, no matter which opening fails. */
class NativeOwnersTest {
    private static final TorchEngine ENGINE = TorchEngine.cpu();
    private static final TorchDevices DEVICES = TorchDevices.of(ENGINE);
    private static final Adam ADAM = new Adam(0.9, 0.999, 1e-8, 0);
    private static final ImageShape POINT = new ImageShape(2, 1, 1);
    private static final MeasurementModel MODEL = new MeasurementModel(new Identity(), POINT);
    private static final ConditionedDenoiser DENOISER =
            ConditionedDenoiser.ofTeacher(new Mlp(8, 1), new Standard(), MODEL);
    private static final int N = 2;
    private static final Map<String, float[]> BATCH = Map.of(
            Objective.Y, new float[4],
            Objective.DATA_SIGMA, new float[2],
            Objective.SIGMA, new float[] {1, 1},
            Objective.NOISE, new float[4]);
    private static final StepSettings STEP = new StepSettings(1, 1e-3, 0.5, 0);

    @Test
    void closesInReverseOrderAndContinuesAfterAFailure() {
        List<String> closed = new ArrayList<>();
        Resources owner = new Resources();
        owner.open(() -> () -> closed.add("first"));
        owner.open(() -> () -> {
            closed.add("second");
            throw new IllegalStateException("stuck");
        });
        owner.open(() -> () -> {
            closed.add("third");
            throw new IllegalStateException("stuck, too");
        });
        assertThatThrownBy(owner::close)
                .hasMessageContaining("stuck, too")
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
        owner.close();
        assertThat(closed).containsExactly("third", "second", "first");
    }

    @Test
    void aFunction() throws Exception {
        Map<String, float[]> weights = Map.of("w", new float[] {2});
        Callable<TorchFunction> function = () -> TorchFunction.of(
                ENGINE,
                "product",
                weights,
                ops -> ops.multiply(
                        ops.input("x"),
                        ops.add(
                                ops.parameter(TorchFunction.PREFIX + "w", Init.ONE, 1),
                                ops.constant(new float[] {1}, 1))));
        FailingOpenings.assertLeaveNothing(function);
        FailingOpenings.assertLeaveNothing(() -> using(function.call(), it -> it.value(1, Map.of("x", new float[1]))));
        FailingOpenings.assertLeavesNothing(() -> using(function.call(), it -> it.value(1, Map.of())));
        FailingOpenings.assertLeavesNothing(() -> TorchFunction.of(
                ENGINE, "without weights", Map.of(), ops -> ops.parameter(TorchFunction.PREFIX + "w", Init.ONE, 1)));
    }

    @Test
    void aTeacher() throws Exception {
        FailingOpenings.assertLeaveNothing(() -> using(teacher(), it -> it.step(N, BATCH, STEP)));
        FailingOpenings.assertLeavesNothing(() -> using(teacher(), it -> it.step(N + 1, BATCH, STEP)));
    }

    private static NetworkTraining teacher() {
        return TeacherProgram.training(
                DEVICES,
                DENOISER,
                false,
                NetworkTraining.Settings.float32(ADAM, 2),
                ParameterValues.drawn(new Seeds(1)));
    }

    @Test
    void aDistillationAllocatesAFakeScoreOnlyIfItsLossTrainsOne() throws Exception {
        Map<String, float[]> batch = Map.of(
                DistillationProgram.Z, new float[4],
                Objective.SIGMA, new float[] {1, 1},
                Objective.NOISE, new float[4]);
        int learned = FailingOpenings.assertLeaveNothing(
                () -> using(distillation(new Sid(1)), it -> it.trainGenerator(N, batch, STEP)));
        int without = FailingOpenings.assertLeaveNothing(
                () -> using(distillation(new Sds()), it -> it.trainGenerator(N, batch, STEP)));
        assertThat(learned).isGreaterThan(without);
        try (DistillationProgram program = distillation(new Sds())) {
            assertThat(program.state().keySet()).noneMatch(name -> name.startsWith("psi"));
            assertThatThrownBy(() -> program.trainFake(N, batch, STEP))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("trains no fake score");
        }
        try (DistillationProgram program = distillation(new Sid(1))) {
            assertThat(program.state().keySet()).anyMatch(name -> name.startsWith("psi/"));
        }
    }

    private static DistillationProgram distillation(DistillationLoss loss) {
        return new DistillationProgram(
                DEVICES,
                new DistillationProgram.Settings(
                        DENOISER,
                        OneStepGenerator.of(DENOISER, 2.5),
                        new DistillationMethod(loss, Target.MEASUREMENT, true, Start.RANDOM),
                        ADAM,
                        ADAM,
                        Precision.FLOAT32,
                        1),
                Weights.of(weights()),
                ParameterValues.drawn(new Seeds(2)));
    }

    private static Map<String, float[]> weights() {
        return DENOISER.summary().parameters().stream()
                .collect(java.util.stream.Collectors.toMap(
                        spec -> spec.name(), spec -> Initialiser.draw(spec, new Seeds(1))));
    }

    @Test
    void aClassifier() throws Exception {
        ImageShape image = new ImageShape(1, 8, 8);
        var network = new ClassifierFeatures(16, 4, 1, 16, 1e-3).network(image, 2);
        FailingOpenings.assertLeaveNothing(() -> using(
                new ClassifierProgram(DEVICES, network, Precision.FLOAT32, new Seeds(1)),
                it -> it.step(new float[2 * image.size()], new int[] {0, 1}, 1e-3, 1)));
    }

    @Test
    void aCorruptor() throws Exception {
        FailingOpenings.assertLeaveNothing(
                () -> new TorchCorruptor(ENGINE, new Corruption(new Identity(), new GaussianNoise(1)), POINT));
    }

    @Test
    void aModelInOnnxRuntime() throws Exception {
        OnnxGraph graph = new OnnxGraph("double");
        var x = graph.input("x", OnnxGraph.Type.FLOAT, Shapes.BATCH, 2);
        graph.output("y", OnnxGraph.Type.FLOAT, new OnnxOps(graph, Map.of()).multiply(x, 2));
        byte[] bytes = graph.toBytes(Map.of());
        Callable<OrtModel> model =
                () -> OrtModel.open("double", bytes, OrtOptions.cpu(1).withBatch(1));
        FailingOpenings.assertLeaveNothing(() -> using(model.call(), it -> it.run(1, Map.of("x", new float[2]), "y")));
        FailingOpenings.assertLeavesNothing(() -> using(model.call(), it -> it.run(1, Map.of("x", new float[2]), "z")));
    }

    /** A model whose input has no batch dimension, which is detected after its session has been opened. */
    @Test
    void aModelThatIsRejectedAfterOpening() throws Exception {
        OnnxGraph graph = new OnnxGraph("fixed");
        var x = graph.input("x", OnnxGraph.Type.FLOAT, 3, 2);
        graph.output("y", OnnxGraph.Type.FLOAT, new OnnxOps(graph, Map.of()).multiply(x, 2));
        byte[] bytes = graph.toBytes(Map.of());
        FailingOpenings.assertLeavesNothing(() -> OrtModel.open("fixed", bytes, OrtOptions.cpu(1)));
    }

    private interface Use<T> {
        void of(T owner) throws Exception;
    }

    /** Uses a resource and closes it if that fails. */
    private static <T extends AutoCloseable> T using(T owner, Use<T> use) throws Exception {
        try {
            use.of(owner);
            return owner;
        } catch (Exception e) {
            owner.close();
            throw e;
        }
    }
}
