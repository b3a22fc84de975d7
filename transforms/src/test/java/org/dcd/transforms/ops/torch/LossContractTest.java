package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dcd.transforms.augment.AugmentPipe.Transforms;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.Consistency;
import org.dcd.transforms.loss.Consistency.Estimate;
import org.dcd.transforms.loss.DistillationLoss;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.ops.torch.Float64.Values;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract of every training objective and every distillation loss. */
class LossContractTest {
    private static final ImageShape SHAPE = new ImageShape(2, 4, 4);
    private static final int N = 4;
    static final Values SIGMA = new Values(new double[] {0.002, 0.5, 2, 80}, N, 1, 1, 1);
    private static final Values DATA_SIGMA = new Values(new double[] {0.5, 0.5, 0.5, 0.5}, N, 1, 1, 1);

    static Stream<Named<Objective>> objectives() {
        return Examples.of(Objective.class);
    }

    static Stream<Named<DistillationLoss>> losses() {
        return Examples.of(DistillationLoss.class);
    }

    static Stream<Named<DistillationLoss>> lossesWithFakeScore() {
        return losses().filter(loss -> loss.getPayload().fakeScore() != DistillationLoss.FakeScore.NONE);
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void anObjectiveIsOneFiniteNumberPerImageAtEverySigma(Objective objective) {
        try (Float64 function = objective(objective)) {
            Values loss = function.apply(inputs(objective)).get(0);
            assertThat(loss.shape()).containsExactly(N, 1, 1, 1);
            assertThat(Arrays.stream(loss.values()))
                    .allMatch(value -> Double.isFinite(value) && (value >= 0 || isUnbiased(objective)));
        }
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void anObjectiveHasAFiniteGradient(Objective objective) {
        try (Float64 function = objective(objective)) {
            double gradient = function.apply(inputs(objective)).get(1).values()[0];
            assertThat(gradient).isFinite().isNotZero();
        }
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void theObjectiveOfAnImageDoesNotDependOnOthers(Objective objective) {
        try (Float64 function = objective(objective)) {
            Map<String, Values> inputs = inputs(objective);
            double[] all = function.apply(inputs).get(0).values();
            for (int i = 0; i < N; i++) {
                Map<String, Values> one = new HashMap<>();
                for (Map.Entry<String, Values> input : inputs.entrySet()) {
                    boolean batched = input.getValue().shape()[0] == N;
                    one.put(input.getKey(), batched ? one(input.getValue(), i) : input.getValue());
                }
                double[] alone = function.apply(one).get(0).values();
                assertThat(alone[0]).isCloseTo(all[i], within(1e-9 * all[i]));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aGeneratorLossIsOneFiniteNumberPerImage(DistillationLoss loss) {
        try (Float64 function = generatorLoss(loss)) {
            List<Values> results = function.apply(inputs(normal(1), 0.3));
            assertThat(results.get(0).shape()).containsExactly(N, 1, 1, 1);
            assertThat(Arrays.stream(results.get(0).values())).allMatch(Double::isFinite);
            assertThat(Arrays.stream(results.get(1).values()))
                    .allMatch(Double::isFinite)
                    .anyMatch(value -> value != 0);
        }
    }

    @ParameterizedTest
    @MethodSource("lossesWithFakeScore")
    void theGradientVanishesIfTheFakeScoreEqualsTheTeacher(DistillationLoss loss) {
        try (Float64 function = generatorLoss(loss)) {
            double[] gradient = function.apply(inputs(normal(1), 0)).get(1).values();
            assertThat(Arrays.stream(gradient).map(Math::abs).max().orElseThrow())
                    .isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aPerfectGeneratorDoesNotDivideByZero(DistillationLoss loss) {
        Values zeros = new Values(new double[N * SHAPE.size()], SHAPE.batch(N));
        try (Float64 function = generatorLoss(loss)) {
            List<Values> results = function.apply(inputs(zeros, 0.3));
            assertThat(Arrays.stream(results.get(0).values())).allMatch(Double::isFinite);
            assertThat(Arrays.stream(results.get(1).values())).allMatch(Double::isFinite);
        }
    }

    @ParameterizedTest
    @MethodSource({"objectives", "losses"})
    void survivesJavaSerialisation(Object member) throws Exception {
        assertThat(Examples.sent(member)).isEqualTo(member);
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void anObjectiveAcceptsTheCorruptionThatItIsMadeFor(Objective objective) {
        assertThatCode(() -> {
                    objective.check(Examples.corruption(objective));
                    objective.checkModel(ObjectiveInputs.of(objective, SHAPE, N).model());
                })
                .doesNotThrowAnyException();
    }

    /** An unbiased estimate of a square may be negative. */
    private static boolean isUnbiased(Objective objective) {
        return objective instanceof Consistency consistency && consistency.estimate() == Estimate.PAIRS;
    }

    /** Augmentations other than flips change noise and masks, so objectives that rely on these must reject them. */
    @ParameterizedTest
    @MethodSource("objectives")
    void anObjectiveThatAcceptsAllAugmentationsAcceptsFlips(Objective objective) {
        if (accepts(objective, Transforms.ALL)) {
            assertThat(accepts(objective, Transforms.FLIPS)).isTrue();
            assertThat(objective.further()).isEmpty();
        }
    }

    private static boolean accepts(Objective objective, Transforms transforms) {
        try {
            objective.checkAugmentation(transforms);
            return true;
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("augment");
            return false;
        }
    }

    static Map<String, Values> inputs(Objective objective) {
        Map<String, Values> inputs =
                ObjectiveInputs.of(objective, SHAPE, N).with(normal(1), DATA_SIGMA, SIGMA, normal(2));
        inputs.put("scale", new Values(new double[] {0.1}, 1));
        return inputs;
    }

    /** With a network D(x; σ, c) = s (x + c); inputs are those of the objective and the scale s. */
    static Float64 objective(Objective objective) {
        return new Float64(objectiveBody(objective));
    }

    static Function<TorchOps, List<TorchTensor>> objectiveBody(Objective objective) {
        ObjectiveInputs inputs = ObjectiveInputs.of(objective, SHAPE, N);
        return ops -> {
            TorchTensor scale = ops.leaf(ops.input("scale", 1));
            TorchTensor loss = objective.loss(
                    ops,
                    (x, sigma, condition) -> ops.multiply(condition == null ? x : ops.add(x, condition), scale),
                    inputs.batch(ops, ops.input(Objective.Y, SHAPE)),
                    inputs.model());
            return List.of(loss, ops.gradient(loss, scale));
        };
    }

    /** With a teacher f(x; σ) = x / 2 and a fake score that differs by a perturbation. */
    static Float64 generatorLoss(DistillationLoss loss) {
        return new Float64(generatorLossBody(loss));
    }

    static Function<TorchOps, List<TorchTensor>> generatorLossBody(DistillationLoss loss) {
        return ops -> {
            TorchTensor x = ops.leaf(ops.input("x", SHAPE));
            TorchTensor perturbation = ops.input("perturbation", 1, 1, 1, 1);
            TorchTensor teacher = ops.multiply(x, 0.5);
            TorchTensor fake = ops.add(teacher, ops.multiply(ops.add(x, 1), perturbation));
            TorchTensor losses = loss.loss(ops, x, teacher, fake, ops.input("sigma"));
            return List.of(losses, ops.gradient(losses, x));
        };
    }

    /** Inputs of {@link #generatorLoss}. */
    static Map<String, Values> inputs(Values x, double perturbation) {
        return Map.of("x", x, "perturbation", new Values(new double[] {perturbation}, 1, 1, 1, 1), "sigma", SIGMA);
    }

    private static Values one(Values all, int index) {
        int size = all.values().length / N;
        long[] shape = all.shape().clone();
        shape[0] = 1;
        return new Values(Arrays.copyOfRange(all.values(), index * size, (index + 1) * size), shape);
    }

    static Values normal(long seed) {
        float[] values = Seeds.normal(seed, N * SHAPE.size());
        return new Values(
                IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray(), SHAPE.batch(N));
    }
}
