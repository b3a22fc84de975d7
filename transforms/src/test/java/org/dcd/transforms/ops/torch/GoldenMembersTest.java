package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.contract.Golden;
import org.dcd.transforms.contract.Golden.Output;
import org.dcd.transforms.features.ClassifierFeatures;
import org.dcd.transforms.features.FeatureExtractor;
import org.dcd.transforms.features.FeatureNetwork;
import org.dcd.transforms.features.Pixels;
import org.dcd.transforms.features.RandomFourier;
import org.dcd.transforms.features.inception.InceptionFeatures;
import org.dcd.transforms.generator.DenoiserGenerator;
import org.dcd.transforms.generator.Generator;
import org.dcd.transforms.generator.LowRankLinear;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.DistillationLoss;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.measurement.ForwardOperator;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.NoiseModel;
import org.dcd.transforms.model.Denoiser;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.model.Mlp;
import org.dcd.transforms.model.SongUNet;
import org.dcd.transforms.ops.Initialiser;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.ShapeOps;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.theory.GaussianDenoiser;
import org.junit.jupiter.api.Test;

/** Outputs of members of open families have the recorded hashes, see {@link Golden}. */
class GoldenMembersTest {
    private static final int N = 3;
    /** Tolerance for float arithmetic in another order. */
    private static final double FLOAT = 1e-4;
    /** Tolerance for float64. */
    private static final double DOUBLE = 1e-9;

    private static final ImageShape SHAPE = new ImageShape(1, 8, 8);

    /** The first needs weights that are not shipped; the second is tested against its formula. */
    private static final Set<Class<?>> WITHOUT_GOLDEN = Set.of(InceptionFeatures.class, GaussianDenoiser.class);

    private final Golden golden = new Golden(GoldenMembersTest.class);
    private final Set<Class<?>> checked = new HashSet<>(WITHOUT_GOLDEN);

    @Test
    void outputsMatchTheRecordedHashes() throws IOException {
        Golden.examples(ForwardOperator.class)
                .forEach((member, examples) -> check("forward operator", member, examples, this::operator));
        Golden.examples(NoiseModel.class)
                .forEach((member, examples) -> check("noise model", member, examples, GoldenMembersTest::noise));
        Golden.examples(Objective.class)
                .forEach((member, examples) -> check("objective", member, examples, GoldenMembersTest::objective));
        Golden.examples(DistillationLoss.class)
                .forEach((member, examples) -> check("distillation loss", member, examples, GoldenMembersTest::loss));
        check("denoiser", Mlp.class, List.of(new Mlp(8, 2)), GoldenMembersTest::network);
        check(
                "denoiser",
                SongUNet.class,
                List.of(new SongUNet(16, List.of(1, 2), 1, List.of(4), 0.1)),
                GoldenMembersTest::network);
        check("generator", DenoiserGenerator.class, List.of(new DenoiserGenerator()), GoldenMembersTest::generator);
        check("generator", LowRankLinear.class, List.of(new LowRankLinear(2)), GoldenMembersTest::generator);
        check("feature extractor", Pixels.class, List.of(new Pixels()), GoldenMembersTest::features);
        check(
                "feature extractor",
                ClassifierFeatures.class,
                List.of(new ClassifierFeatures(16, 8, 1, 16, 1e-3)),
                GoldenMembersTest::features);
        check(
                "feature extractor",
                RandomFourier.class,
                List.of(new RandomFourier(8, 1, 10)),
                GoldenMembersTest::features);
        golden.finish();
        for (Class<?> family : List.of(Denoiser.class, Generator.class, FeatureExtractor.class)) {
            assertThat(checked)
                    .as("members of %s with a golden output; add one for a new member", family.getSimpleName())
                    .containsAll(Golden.members(family).values());
        }
    }

    /** Adds the results of an example to an output. */
    private interface Computation<F> {
        void of(F example, Output output);
    }

    private <F> void check(String family, Class<?> member, List<F> examples, Computation<F> computation) {
        Output output = new Output();
        examples.forEach(example -> computation.of(example, output));
        golden.check(family, member, output);
        checked.add(member);
    }

    private void operator(ForwardOperator operator, Output output) {
        ImageShape image = Examples.image(operator);
        ImageShape measured = operator.measurementShape(image);
        float[] drawn = new MeasurementModel(operator, image).draw(N, i -> i);
        output.exactly(measured, operator.isSmooth()).within(FLOAT, drawn);
        Map<String, float[]> inputs = Map.of(
                "x", Seeds.normal(1, N * image.size()),
                "y", Seeds.normal(2, N * measured.size()),
                "operator", drawn);
        try (TorchFunction function = new TorchFunction(TorchEngine.cpu(), "operator", Map.of(), ops -> {
            TorchTensor x = ops.input("x", image);
            TorchTensor y = ops.input("y", measured);
            TorchTensor of = ops.input("operator", operator.parameterShape(image));
            return Map.of(
                    "forward", operator.apply(ops, x, of, image),
                    "adjoint", operator.adjoint(ops, y, of, image),
                    "inverse", operator.pseudoInverse(ops, y, of, image));
        })) {
            Map<String, float[]> results = function.apply(N, inputs);
            Stream.of("forward", "adjoint", "inverse").forEach(result -> output.within(FLOAT, results.get(result)));
        }
    }

    private static void noise(NoiseModel model, Output output) {
        output.within(
                DOUBLE, LongStream.range(0, 50).mapToDouble(model::drawSigma).toArray());
        output.within(DOUBLE, model.nominalSigma());
    }

    private static void objective(Objective objective, Output output) {
        try (Float64 function = LossContractTest.objective(objective)) {
            function.apply(LossContractTest.inputs(objective))
                    .forEach(values -> output.within(DOUBLE * 1e3, values.values()));
        }
    }

    private static void loss(DistillationLoss loss, Output output) {
        output.exactly(loss.fakeScore());
        try (Float64 function = LossContractTest.generatorLoss(loss)) {
            function.apply(LossContractTest.inputs(LossContractTest.normal(1), 0.3))
                    .forEach(values -> output.within(DOUBLE * 1e3, values.values()));
        }
    }

    private static void network(Denoiser network, Output output) {
        ConditionedDenoiser denoiser = ConditionedDenoiser.of(network, SHAPE);
        float[] x = Seeds.normal(1, N * SHAPE.size());
        float[] sigma = {0.02f, 0.5f, 10};
        String prefix = TorchFunction.PREFIX + DenoiserSummary.PREFIX;
        try (TorchFunction function = TorchFunction.of(
                TorchEngine.cpu(),
                "denoiser",
                weights(denoiser.summary().parameters(), output),
                ops -> denoiser.denoise(ops, prefix, ops.input("x", SHAPE), ops.input("sigma"), null))) {
            output.within(FLOAT, function.value(N, Map.of("x", x, "sigma", sigma)));
        }
    }

    private static void generator(Generator architecture, Output output) {
        OneStepGenerator generator =
                new OneStepGenerator(architecture, ConditionedDenoiser.of(new Mlp(8, 2), SHAPE), 2.5);
        ImageShape latent = architecture.latentShape(generator.denoiser());
        ShapeOps facts = new ShapeOps();
        architecture.apply(facts, "", latent.batch(1), generator.denoiser(), 2.5);
        try (TorchFunction function = TorchFunction.of(
                TorchEngine.cpu(),
                "generator",
                weights(facts.parameters(), output),
                ops -> architecture.apply(
                        ops, TorchFunction.PREFIX, ops.input("z", latent), generator.denoiser(), 2.5))) {
            output.within(FLOAT, function.value(N, Map.of("z", Seeds.normal(1, N * latent.size()))));
        }
    }

    private static void features(FeatureExtractor extractor, Output output) {
        FeatureNetwork network = extractor.network(SHAPE, 2);
        output.exactly(network.resize(), network.dimension(), extractor.training());
        ShapeOps facts = new ShapeOps();
        network.apply(facts, "", SHAPE.batch(1));
        Map<String, float[]> weights = weights(facts.parameters(), output);
        try (TorchFunction function = new TorchFunction(TorchEngine.cpu(), "features", weights, ops -> {
            FeatureNetwork.Output<TorchTensor> out = network.apply(ops, TorchFunction.PREFIX, ops.input("x", SHAPE));
            Map<String, TorchTensor> results = new LinkedHashMap<>(Map.of("features", out.features()));
            if (out.logits() != null) {
                results.put("logits", out.logits());
            }
            return results;
        })) {
            function.apply(N, Map.of("x", Seeds.normal(1, N * SHAPE.size())))
                    .values()
                    .forEach(values -> output.within(FLOAT, values));
        }
    }

    /** Initial weights of a training, with random values instead of zeros, so that every layer has an effect. */
    private static Map<String, float[]> weights(List<ParameterSpec> parameters, Output output) {
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (ParameterSpec spec : parameters) {
            float[] values = Initialiser.draw(spec, new Seeds(1));
            output.exactly(spec.name(), java.util.Arrays.toString(spec.shape())).within(FLOAT, values);
            float[] more = Seeds.normal(spec.name().hashCode(), values.length);
            for (int i = 0; i < values.length; i++) {
                values[i] += 0.05f * more[i];
            }
            weights.put(spec.name(), values);
        }
        return weights;
    }
}
