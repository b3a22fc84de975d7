package org.dcd.transforms.ops.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dcd.transforms.ops.Shapes.BATCH;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.ops.torch.TorchTensor;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Compares the ONNX back end with hand-computed values and with libtorch. */
class OnnxOpsTest {
    private static final long[] IMAGE = {BATCH, 3, 4, 4};

    @TestFactory
    Stream<DynamicTest> onnxRuntimeGivesHandComputedValues() {
        return OpsCases.all().stream()
                .map(one -> DynamicTest.dynamicTest(one.name(), () -> {
                    OrtOptions options = OrtOptions.cpu(1).withBatch(one.n());
                    try (OrtModel model = OrtModel.open(one.name(), model(one), options)) {
                        one.check(model.run(one.n(), Map.of("x", one.x()), "y").floats("y"));
                    }
                }));
    }

    @Test
    void equalsLibtorch() {
        List<OpsCase> cases = OpsCases.all();
        Map<String, float[]> inputs = new HashMap<>();
        cases.forEach(one -> inputs.put(one.name(), one.x()));
        try (TorchFunction torch = new TorchFunction(TorchEngine.cpu(), "operations", OpsCase.WEIGHTS, ops -> {
            Map<String, TorchTensor> outputs = new HashMap<>();
            for (OpsCase one : cases) {
                long[] shape = one.shape().clone();
                shape[0] = one.n();
                outputs.put(one.name(), one.apply(ops, ops.input(one.name(), shape)));
            }
            return outputs;
        })) {
            Map<String, float[]> results = torch.apply(1, inputs);
            cases.forEach(one -> one.check(results.get(one.name())));
        }
    }

    @Test
    void theOfficialCheckerAcceptsEveryOperation() throws Exception {
        OnnxChecker.requireAccepted(
                OpsCases.all().stream().map(OnnxOpsTest::model).toList());
    }

    private static byte[] model(OpsCase one) {
        Map<String, float[]> weights = new HashMap<>();
        OpsCase.WEIGHTS.forEach((name, values) -> weights.put(TorchFunction.PREFIX + name, values));
        return TinyModels.expression((ops, x) -> one.apply(ops, x), weights, one.shape());
    }

    @Test
    void broadcastsABatchOfSigmasOverImages() {
        byte[] bytes =
                TinyModels.expression((ops, x) -> ops.multiply(x, ops.mean(x, 1, 2, 3)), Map.of(), BATCH, 1, 1, 2);
        try (OrtModel model = OrtModel.open("broadcast", bytes, OrtOptions.cpu(1))) {
            assertThat(model.run(2, Map.of("x", new float[] {1, 3, 2, 2}), "y").floats("y"))
                    .containsExactly(2, 6, 4, 4);
        }
    }

    @Test
    void rejectsMissingMisshapenAndNonFiniteWeights() {
        Map<String, float[]> weights = Map.of("two", new float[] {2, 3}, "nan", new float[] {Float.NaN});
        OnnxOps ops = new OnnxOps(new OnnxGraph("g"), weights);

        assertThatThrownBy(() -> ops.parameter("three", Init.ONE, 3))
                .hasMessageContaining("no weights")
                .hasMessageContaining("three");
        assertThatThrownBy(() -> ops.parameter("two", Init.ONE, 3))
                .hasMessageContaining("two has 2 values")
                .hasMessageContaining("needs 3");
        assertThatThrownBy(() -> ops.parameter("nan", Init.ONE, 1))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("nan is NaN at 0");
    }

    @Test
    void rejectsShapesThatDoNotMatch() {
        OnnxGraph graph = new OnnxGraph("g");
        OnnxOps ops = new OnnxOps(graph, OpsCase.WEIGHTS);
        OnnxValue x = graph.input("x", OnnxGraph.Type.FLOAT, IMAGE);

        assertThatThrownBy(() -> ops.add(x, ops.constant(new float[5], 5))).hasMessageContaining("cannot broadcast");
        assertThatThrownBy(() -> ops.reshape(x, 0, 5, -1)).hasMessageContaining("cannot reshape");
        assertThatThrownBy(() -> ops.groupNorm(x, 2, 1e-6, x, x)).hasMessageContaining("2 groups");
        assertThatThrownBy(() -> ops.narrow(x, 1, 2, 2)).hasMessageContaining("cannot take 2 elements from 2");
        assertThatThrownBy(() -> ops.conv2d(x, ops.parameter("four", Init.ONE, 2, 2, 1, 1), null, 1, 0))
                .hasMessageContaining("conv2d cannot apply");
        assertThatThrownBy(() -> ops.linear(x, x, x)).hasMessageContaining("linear needs");
    }
}
