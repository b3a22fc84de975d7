package org.dcd.transforms.stage.distil;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.DistillationLoss.FakeScore;
import org.dcd.transforms.loss.DistillationMethod;
import org.dcd.transforms.loss.DistillationMethod.Target;
import org.dcd.transforms.loss.FurtherCorruption;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.model.DenoiserFacts;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.torch.Adam;
import org.dcd.transforms.ops.torch.HostTensor;
import org.dcd.transforms.ops.torch.ParameterList;
import org.dcd.transforms.ops.torch.ShardedStep;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchOps;
import org.dcd.transforms.ops.torch.TorchProgram;
import org.dcd.transforms.ops.torch.TorchTensor;
import org.dcd.transforms.ops.torch.TrainedSet;
import org.dcd.transforms.ops.torch.TrainingStep;

/**
 * Distillation in libtorch (paper, Alg. 1): frozen teacher f_φ, fake score f_ψ and generator G_θ of one architecture,
 * all starting from the teacher. G(z) = D_θ(σ_init z; σ_init).
 */
public final class DistillationProgram implements AutoCloseable {
    private static final String TEACHER = "phi";
    private static final String FAKE = "psi";
    private static final String GENERATOR = "theta";
    private static final String FAKE_GRADIENTS = "fake_gradients";
    private static final String FAKE_UPDATE = "fake_update";
    private static final String GENERATOR_GRADIENTS = "generator_gradients";
    private static final String GENERATOR_UPDATE = "generator_update";
    private static final String GENERATE = "generate";

    private final Settings settings;
    private final TorchProgram program;
    private final ShardedStep fakeStep;
    private final ShardedStep generatorStep;
    private final ParameterList teacher;
    private final TrainedSet fake;
    private final TrainedSet generator;
    private final Map<String, ParameterList> lists = new HashMap<>();

    /**
     * @param teacher denoiser of teacher and fake score
     * @param shards parts into which a batch is split, see {@link ShardedStep}; one on a GPU
     */
    public record Settings(
            ConditionedDenoiser teacher,
            OneStepGenerator generator,
            DistillationMethod method,
            Adam fakeAdam,
            Adam generatorAdam,
            int shards) {
        MeasurementModel model() {
            return teacher.model();
        }

        Optional<FurtherCorruption> further() {
            return teacher.objective().further();
        }

        FakeScore fakeScore() {
            return method.loss().fakeScore();
        }
    }

    /**
     * @param teacherWeights weights of the teacher by EDM name: teacher and fake score start from them
     * @param generatorWeights what the generator starts from, by its own parameter specification; EDM's names hold the
     *     resolution, and the generator's may differ from the teacher's
     */
    public DistillationProgram(
            TorchEngine engine,
            Settings settings,
            Map<String, float[]> teacherWeights,
            Function<ParameterSpec, float[]> generatorWeights) {
        this.settings = settings;
        TorchProgram.Builder builder = TorchProgram.builder()
                .function(FAKE_GRADIENTS, this::fakeGradients)
                .function(GENERATOR_GRADIENTS, this::generatorGradients)
                .function(GENERATE, ops -> List.of(generate(ops, ops.input(0))));
        List<ParameterSpec> specs = builder.parameters(GENERATOR_GRADIENTS, TEACHER);
        List<ParameterSpec> generatorSpecs = builder.parameters(GENERATE, GENERATOR);
        int shards = engine.isGpu() ? 1 : settings.shards();
        builder.function(FAKE_UPDATE, ops -> settings.fakeAdam().emitUpdate(ops, FAKE, specs, shards, false))
                .function(GENERATOR_UPDATE, ops -> settings.generatorAdam()
                        .emitUpdate(ops, GENERATOR, generatorSpecs, shards, true));
        this.program = builder.compile(engine);
        this.fakeStep = new ShardedStep(engine, program, FAKE_GRADIENTS, FAKE_UPDATE, shards);
        this.generatorStep = new ShardedStep(engine, program, GENERATOR_GRADIENTS, GENERATOR_UPDATE, shards);
        this.teacher = ParameterList.of(engine, specs, spec -> teacherWeights.get(spec.name()));
        this.fake = new TrainedSet(engine, FAKE, specs, false, spec -> teacherWeights.get(spec.name()));
        this.generator = new TrainedSet(engine, GENERATOR, generatorSpecs, true, generatorWeights);
        lists.put(TEACHER, teacher);
        lists.putAll(fake.lists());
        lists.putAll(generator.lists());
    }

    private TorchTensor denoise(TorchOps ops, String set, TorchTensor x, TorchTensor sigma, TorchTensor condition) {
        return settings.teacher().denoise(ops, set + "/" + DenoiserFacts.PREFIX, x, sigma, condition);
    }

    private TorchTensor generate(TorchOps ops, TorchTensor z) {
        return settings.generator().apply(ops, GENERATOR + "/" + DenoiserFacts.PREFIX, z);
    }

    /**
     * Inputs: z, level, diffusion noise, data sigma, measurement noise, then the parameters of A and of Ã, and what the
     * objective draws.
     */
    private List<TorchTensor> fakeGradients(TorchOps ops) {
        ops.train(FAKE);
        TorchTensor generated = ops.detach(generate(ops, ops.input(0)));
        TorchTensor y = settings.method().corruptFake()
                ? ops.add(
                        settings.model().apply(ops, generated, operatorParameters(ops, 5)),
                        ops.multiply(ops.input(3), ops.input(4)))
                : generated;
        ops.training(true);
        Objective.Batch<TorchTensor> batch = new Objective.Batch<>(
                ops.detach(y),
                operatorParameters(ops, 5),
                furtherParameters(ops, 5),
                settings.method().corruptFake() ? ops.input(3) : ops.multiply(ops.input(3), 0),
                ops.input(1),
                ops.input(2),
                draws(ops, 5));
        TorchTensor losses = settings.teacher()
                .objective()
                .loss(ops, (x, sigma, condition) -> denoise(ops, FAKE, x, sigma, condition), batch, settings.model());
        return Adam.emitGradients(ops, ops.mean(losses, 0, 1, 2, 3), FAKE);
    }

    /** Inputs: z, level, diffusion noise, then the parameters of A and of Ã; data sigma last where it is asked for. */
    private List<TorchTensor> generatorGradients(TorchOps ops) {
        ops.train(GENERATOR);
        ops.training(true);
        TorchTensor generated = generate(ops, ops.input(0));
        ops.training(false);
        boolean measured = settings.further().isEmpty() && settings.method().target() == Target.MEASUREMENT;
        TorchTensor x = measured ? settings.model().apply(ops, generated, operatorParameters(ops, 3)) : generated;
        TorchTensor sigma = ops.input(1);
        TorchTensor noisy = ops.add(x, ops.multiply(sigma, ops.input(2)));
        TorchTensor condition = null;
        if (settings.further().isPresent()) {
            FurtherCorruption hiding = settings.further().get();
            TorchTensor further = furtherParameters(ops, 3);
            noisy = hiding.hide(ops, settings.model(), noisy, further);
            condition = hiding.condition(ops, settings.model(), further);
        }
        TorchTensor teacherDenoised =
                switch (settings.fakeScore()) {
                    case NONE, LEARNED -> denoise(ops, TEACHER, noisy, sigma, condition);
                    case EXACT -> ofNoisyData(ops, noisy, sigma, ops.input(dataSigmaInput()));
                };
        TorchTensor fakeDenoised =
                switch (settings.fakeScore()) {
                    case NONE -> null;
                    case LEARNED -> denoise(ops, FAKE, noisy, sigma, condition);
                    case EXACT -> settings.generator()
                            .exactlyDenoised(ops, GENERATOR + "/" + DenoiserFacts.PREFIX, noisy, sigma);
                };
        TorchTensor losses = settings.method().loss().loss(ops, x, teacherDenoised, fakeDenoised, sigma);
        return Adam.emitGradients(ops, ops.mean(losses, 0, 1, 2, 3), GENERATOR);
    }

    /**
     * The denoiser of the noisy data p_Y at level σ_t, y + σ_t² ∇ log p_{Y,t}(y). To a teacher that knows clean
     * measurements the noise at that point is s = √(σ_t² + σ²): ∇ log p_{Y,t}(y) = (D(y; s) - y)/s².
     */
    private TorchTensor ofNoisyData(TorchOps ops, TorchTensor y, TorchTensor sigma, TorchTensor dataSigma) {
        if (settings.teacher().objective().learnsNoise()) {
            return denoise(ops, TEACHER, y, sigma, null);
        }
        TorchTensor variance = ops.multiply(sigma, sigma);
        TorchTensor total = ops.add(variance, ops.multiply(dataSigma, dataSigma));
        TorchTensor towards = ops.subtract(denoise(ops, TEACHER, y, ops.sqrt(total), null), y);
        return ops.add(y, ops.multiply(ops.divide(variance, total), towards));
    }

    /** After z, level, noise and the parameters. */
    private int dataSigmaInput() {
        return 3
                + (settings.model().parameters().isPresent() ? 1 : 0)
                + (settings.further().isPresent() ? 1 : 0);
    }

    private TorchTensor operatorParameters(TorchOps ops, int input) {
        return settings.model().parameters().isPresent() ? ops.input(input) : null;
    }

    private TorchTensor furtherParameters(TorchOps ops, int afterOperator) {
        int input = settings.model().parameters().isPresent() ? afterOperator + 1 : afterOperator;
        return settings.further().isPresent() ? ops.input(input) : null;
    }

    private TorchTensor draws(TorchOps ops, int afterOperator) {
        int input = afterOperator
                + (settings.model().parameters().isPresent() ? 1 : 0)
                + (settings.further().isPresent() ? 1 : 0);
        return settings.teacher().objective().draws() > 0 ? ops.input(input) : null;
    }

    /**
     * What is drawn for a step on n images.
     *
     * @param z latents, standard normal, n times {@link OneStepGenerator#latentShape}
     * @param sigma diffusion level of each
     * @param noise standard normal, n times the shape that the teacher denoises
     * @param operatorParameters of A, empty when it has none
     * @param further parameters of Ã, empty when there is none
     */
    public record Batch(float[] z, float[] sigma, float[] noise, float[] operatorParameters, float[] further) {}

    /**
     * Trains the fake score on corrupted generator output, without gradient to the generator.
     *
     * @param dataSigma noise level of each measurement
     * @param measurementNoise standard normal
     * @param draws standard normal, {@link Objective#draws} for each of those
     * @param step number of this step, from 1
     */
    public TrainingStep trainFake(
            Batch batch,
            float[] dataSigma,
            float[] measurementNoise,
            float[] draws,
            double learningRate,
            long step,
            long dropoutSeed) {
        int n = batch.sigma().length;
        List<HostTensor> data = tensors(batch);
        data.add(HostTensor.perImage(dataSigma));
        data.add(new HostTensor(measurementNoise, settings.model().measurement().batch(n)));
        addParameters(data, batch);
        int each = settings.teacher().objective().draws();
        if (each > 0) {
            data.add(new HostTensor(
                    draws, settings.model().measurement().stacked(each).batch(n)));
        }
        return fakeStep.run(lists, data, learningRate, step, 0, dropoutSeed);
    }

    /**
     * Trains the generator against teacher and fake score, and updates its moving average.
     *
     * @param dataSigma noise level of each measurement; asked for by exact scores alone
     * @param averageDecay β of the moving average
     */
    public TrainingStep trainGenerator(
            Batch batch, float[] dataSigma, double learningRate, long step, double averageDecay, long dropoutSeed) {
        List<HostTensor> data = tensors(batch);
        addParameters(data, batch);
        if (settings.fakeScore() == FakeScore.EXACT) {
            data.add(HostTensor.perImage(dataSigma));
        }
        return generatorStep.run(lists, data, learningRate, step, averageDecay, dropoutSeed);
    }

    private List<HostTensor> tensors(Batch batch) {
        int n = batch.sigma().length;
        return new ArrayList<>(List.of(
                new HostTensor(batch.z(), settings.generator().latentShape().batch(n)),
                HostTensor.perImage(batch.sigma()),
                new HostTensor(batch.noise(), settings.teacher().shape().batch(n))));
    }

    private void addParameters(List<HostTensor> data, Batch batch) {
        int n = batch.sigma().length;
        MeasurementModel model = settings.model();
        model.parameters().ifPresent(shape -> data.add(new HostTensor(batch.operatorParameters(), shape.batch(n))));
        settings.further()
                .ifPresent(hiding -> data.add(new HostTensor(
                        batch.further(), hiding.parameterShape(model).batch(n))));
    }

    /** Images of n latents from the averaged generator, row-major. */
    public float[] generate(float[] z, int n) {
        return program.run(
                        GENERATE,
                        Map.of(GENERATOR, generator.average()),
                        List.of(new HostTensor(
                                z, settings.generator().latentShape().batch(n))))
                .get(0);
    }

    /** Moving average of the generator's weights by EDM name. */
    public Map<String, Tensor> average() {
        return generator.average().values();
    }

    /** Everything that training changes, by name. */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        fake.save(state);
        generator.save(state);
        return state;
    }

    public void restore(Map<String, Tensor> state) {
        fake.restore(state);
        generator.restore(state);
    }

    @Override
    public void close() {
        teacher.close();
        fake.close();
        generator.close();
        program.close();
    }
}
