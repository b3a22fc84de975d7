package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.contract.Golden;
import org.dcd.transforms.features.ClassifierFeatures;
import org.dcd.transforms.features.FeatureNetwork;
import org.dcd.transforms.features.Pixels;
import org.dcd.transforms.features.RandomFourier;
import org.dcd.transforms.generator.DenoiserGenerator;
import org.dcd.transforms.generator.Generator;
import org.dcd.transforms.generator.LowRankLinear;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.DistillationLoss;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.measurement.ForwardOperator;
import org.dcd.transforms.model.Denoiser;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.model.Mlp;
import org.dcd.transforms.model.SongUNet;
import org.dcd.transforms.ops.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No program creates a tensor on a device of its own. {@link DeviceRule} checks all programs that are compiled; this
 * test walks through those of all registered members without compiling them, and knows every function that they use.
 */
class DeviceRuleTest {
    private static final ImageShape SHAPE = new ImageShape(2, 16, 16);
    private static final Pattern FUNCTION = Pattern.compile("(?<![\\w.])torch\\.(\\w+)\\(");

    /** Functions whose results are on the device of their arguments. Check that before you add one. */
    private static final Set<String> OF_ARGUMENTS = Set.of(
            ("abs add avg_pool2d cat clamp_max clamp_min col2im conv2d cos detach bernoulli_ div empty_like exp Generator expand flip floordiv"
                            + " full_like grad group_norm gt im2col linear log matmul max_pool2d mean mul narrow permute"
                            + " repeat_interleave requires_grad_ reshape silu sin size softmax sqrt sub sum to type_as"
                            + " upsample_nearest2d zeros_like ones_like")
                    .split(" "));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "torch.zeros([1, 2])",
                "torch.add(x, torch.full([1], 2.))",
                "torch.arange(4)",
                "torch.randn([2])",
                "torch.tensor(1.)",
                "torch.hann_window(5)"
            })
    void aFunctionThatCreatesATensorIsRefused(String expression) {
        TorchProgram.Builder builder =
                TorchProgram.builder("numbers").function("make", ops -> Map.of("result", ops.let(expression)));

        assertThatThrownBy(() -> builder.compile(TorchEngine.cpu()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("creates a tensor on the CPU", expression, "torch.zeros_like");
    }

    /** Only a GPU can run it; libtorch checks functions and types when it compiles. */
    @Test
    void theCopyThroughPinnedMemoryCompiles() {
        try (NDManager manager = TorchEngine.cpu().newManager()) {
            assertThat(TorchProgram.module((PtNDManager) manager, PinnedInputs.METHODS))
                    .isNotNull();
        }
    }

    @Test
    void functionsThatTakeTheDeviceOfATensorAreAccepted() {
        assertThatCode(() ->
                        DeviceRule.check("    v0 = torch.zeros_like(data[\"x\"])\n    v1 = torch.full_like(v0, 2.)\n"
                                + "    v2 = torch.type_as(torch.gt(v0, 0), v1)\n    v3 = torch.normal_of(v0)"))
                .doesNotThrowAnyException();
    }

    @Test
    void programsOfAllRegisteredMembersTakeTheirDeviceFromTheirArguments() {
        Set<String> functions = new TreeSet<>();
        Set<Class<?>> walked = new HashSet<>();
        Golden.examples(ForwardOperator.class).forEach((member, examples) -> {
            examples.forEach(operator -> functions.addAll(functions(ops -> operator(ops, operator))));
            walked.add(member);
        });
        Golden.examples(Objective.class).forEach((member, examples) -> {
            examples.forEach(objective -> functions.addAll(functions(LossContractTest.objectiveBody(objective))));
            walked.add(member);
        });
        Golden.examples(DistillationLoss.class).forEach((member, examples) -> {
            examples.forEach(loss -> functions.addAll(functions(LossContractTest.generatorLossBody(loss))));
            walked.add(member);
        });
        for (Denoiser network : List.of(new Mlp(8, 2), new SongUNet(16, List.of(1, 2), 1, List.of(8), 0.1))) {
            functions.addAll(functions(ops -> {
                ops.training(true);
                return List.of(ConditionedDenoiser.of(network, SHAPE)
                        .denoise(ops, "w/" + DenoiserSummary.PREFIX, ops.input("x", SHAPE), ops.input("sigma"), null));
            }));
        }
        for (Generator architecture : List.of(new DenoiserGenerator(), new LowRankLinear(2))) {
            OneStepGenerator generator =
                    new OneStepGenerator(architecture, ConditionedDenoiser.of(new Mlp(8, 2), SHAPE), 2.5);
            functions.addAll(
                    functions(ops -> List.of(generator.apply(ops, "w/", ops.input("z", generator.latentShape())))));
        }
        for (FeatureNetwork network : List.of(
                new Pixels().network(SHAPE, 2),
                new ClassifierFeatures(16, 8, 1, 16, 1e-3).network(SHAPE, 2),
                new RandomFourier(8, 1, 10).network(SHAPE, 2))) {
            functions.addAll(functions(ops ->
                    List.of(network.apply(ops, "w/", ops.input("x", SHAPE)).features())));
        }

        assertThat(functions).contains("conv2d", "group_norm", "matmul", "bernoulli_");
        assertThat(functions)
                .as(
                        "functions of TorchScript; add one to OF_ARGUMENTS only if its result is on the device of its arguments")
                .isSubsetOf(OF_ARGUMENTS);
        assertThat(walked).hasSizeGreaterThan(10);
    }

    private static List<TorchTensor> operator(TorchOps ops, ForwardOperator operator) {
        ImageShape image = Examples.image(operator);
        TorchTensor x = ops.input("x", image);
        TorchTensor y = ops.input("y", operator.measurementShape(image));
        TorchTensor of = ops.input("operator", operator.parameterShape(image));
        return List.of(
                operator.apply(ops, x, of, image),
                operator.adjoint(ops, y, of, image),
                operator.pseudoInverse(ops, y, of, image));
    }

    private static Set<String> functions(Function<TorchOps, List<TorchTensor>> body) {
        TorchOps ops = new TorchOps(Precision.BFLOAT16);
        String source = ops.method("walk", body.apply(ops));
        DeviceRule.check(source);
        Set<String> functions = new TreeSet<>();
        for (Matcher function = FUNCTION.matcher(source); function.find(); ) {
            functions.add(function.group(1));
        }
        return functions;
    }
}
