package org.dcd.transforms.torch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.transforms.corruption.ForwardOperator;
import org.dcd.transforms.diffusion.Preconditioning;
import org.dcd.transforms.distillation.DistillationLoss;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.network.Denoiser;
import org.dcd.transforms.objective.Objective;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.weights.Tensor;

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
     * @param operator A
     * @param shape of generated images; of measurements too while A keeps the shape
     * @param shards parts into which a batch is split, see {@link ShardedStep}; one on a GPU
     */
    public record Settings(
            Denoiser network,
            Objective objective,
            DistillationLoss loss,
            ForwardOperator operator,
            ImageShape shape,
            double sigmaInit,
            Adam fakeAdam,
            Adam generatorAdam,
            int shards) {}

    /** @param teacherWeights weights of the teacher by EDM name: all three networks start from them */
    public DistillationProgram(TorchEngine engine, Settings settings, Map<String, float[]> teacherWeights) {
        this.settings = settings;
        TorchProgram.Builder builder = TorchProgram.builder()
                .function(FAKE_GRADIENTS, this::fakeGradients)
                .function(GENERATOR_GRADIENTS, this::generatorGradients)
                .function(GENERATE, ops -> List.of(generate(ops, ops.input(0))));
        List<ParameterSpec> specs = builder.parameters(GENERATE, GENERATOR);
        int shards = engine.isGpu() ? 1 : settings.shards();
        builder.function(FAKE_UPDATE, ops -> settings.fakeAdam().emitUpdate(ops, FAKE, specs, shards, false))
                .function(GENERATOR_UPDATE, ops -> settings.generatorAdam()
                        .emitUpdate(ops, GENERATOR, specs, shards, true));
        this.program = builder.compile(engine);
        this.fakeStep = new ShardedStep(engine, program, FAKE_GRADIENTS, FAKE_UPDATE, shards);
        this.generatorStep = new ShardedStep(engine, program, GENERATOR_GRADIENTS, GENERATOR_UPDATE, shards);
        this.teacher = ParameterList.of(engine, specs, spec -> teacherWeights.get(spec.name()));
        this.fake = new TrainedSet(engine, FAKE, specs, false, spec -> teacherWeights.get(spec.name()));
        this.generator = new TrainedSet(engine, GENERATOR, specs, true, spec -> teacherWeights.get(spec.name()));
        lists.put(TEACHER, teacher);
        lists.putAll(fake.lists());
        lists.putAll(generator.lists());
    }

    private TorchTensor denoise(TorchOps ops, String set, TorchTensor x, TorchTensor sigma) {
        return Preconditioning.denoise(ops, settings.network(), set + "/model.", settings.shape(), x, sigma);
    }

    private TorchTensor generate(TorchOps ops, TorchTensor z) {
        TorchTensor level = ops.constant(new float[] {(float) settings.sigmaInit()}, 1, 1, 1, 1);
        return denoise(ops, GENERATOR, ops.multiply(z, settings.sigmaInit()), level);
    }

    /** Inputs: z, data sigma, measurement noise, level, diffusion noise, operator parameters if any. */
    private List<TorchTensor> fakeGradients(TorchOps ops) {
        ops.train(FAKE);
        TorchTensor generated = ops.detach(generate(ops, ops.input(0)));
        TorchTensor clean = settings.operator().apply(ops, generated, operatorParameters(ops, 5));
        TorchTensor y = ops.detach(ops.add(clean, ops.multiply(ops.input(1), ops.input(2))));
        ops.training(true);
        TorchTensor losses = settings.objective()
                .loss(ops, (x, sigma) -> denoise(ops, FAKE, x, sigma), y, ops.input(1), ops.input(3), ops.input(4));
        TorchTensor loss = ops.mean(losses, 0, 1, 2, 3);
        return Adam.emitGradients(ops, loss, FAKE);
    }

    /** Inputs: z, level, diffusion noise, operator parameters if any. */
    private List<TorchTensor> generatorGradients(TorchOps ops) {
        ops.train(GENERATOR);
        ops.training(true);
        TorchTensor generated = generate(ops, ops.input(0));
        ops.training(false);
        TorchTensor x = settings.operator().apply(ops, generated, operatorParameters(ops, 3));
        TorchTensor sigma = ops.input(1);
        TorchTensor noisy = ops.add(x, ops.multiply(sigma, ops.input(2)));
        TorchTensor losses = settings.loss()
                .loss(ops, x, denoise(ops, TEACHER, noisy, sigma), denoise(ops, FAKE, noisy, sigma), sigma);
        TorchTensor loss = ops.mean(losses, 0, 1, 2, 3);
        return Adam.emitGradients(ops, loss, GENERATOR);
    }

    private TorchTensor operatorParameters(TorchOps ops, int input) {
        return settings.operator().parameterShape(settings.shape()).isPresent() ? ops.input(input) : null;
    }

    /**
     * Trains the fake score on corrupted generator output, without gradient to the generator.
     *
     * @param z latent, standard normal, n images
     * @param dataSigma noise level of each measurement
     * @param measurementNoise standard normal
     * @param sigma diffusion level of each
     * @param noise standard normal
     * @param operatorParameters drawn parameters of A, empty when it has none
     * @param step number of this step, from 1
     */
    public TrainingStep trainFake(
            float[] z,
            float[] dataSigma,
            float[] measurementNoise,
            float[] sigma,
            float[] noise,
            float[] operatorParameters,
            double learningRate,
            long step,
            long dropoutSeed) {
        int n = sigma.length;
        ImageShape measured = settings.operator().measurementShape(settings.shape());
        List<HostTensor> data = new ArrayList<>(List.of(
                new HostTensor(z, settings.shape().batch(n)),
                HostTensor.perImage(dataSigma),
                new HostTensor(measurementNoise, measured.batch(n)),
                HostTensor.perImage(sigma),
                new HostTensor(noise, measured.batch(n))));
        addOperatorParameters(data, operatorParameters, n);
        return fakeStep.run(lists, data, learningRate, step, 0, dropoutSeed);
    }

    /**
     * Trains the generator against teacher and fake score, and updates its moving average.
     *
     * @param averageDecay β of the moving average
     */
    public TrainingStep trainGenerator(
            float[] z,
            float[] sigma,
            float[] noise,
            float[] operatorParameters,
            double learningRate,
            long step,
            double averageDecay,
            long dropoutSeed) {
        int n = sigma.length;
        ImageShape measured = settings.operator().measurementShape(settings.shape());
        List<HostTensor> data = new ArrayList<>(List.of(
                new HostTensor(z, settings.shape().batch(n)),
                HostTensor.perImage(sigma),
                new HostTensor(noise, measured.batch(n))));
        addOperatorParameters(data, operatorParameters, n);
        return generatorStep.run(lists, data, learningRate, step, averageDecay, dropoutSeed);
    }

    private void addOperatorParameters(List<HostTensor> data, float[] parameters, int n) {
        settings.operator()
                .parameterShape(settings.shape())
                .ifPresent(shape -> data.add(new HostTensor(parameters, shape.batch(n))));
    }

    /** Images of n latents from the averaged generator, row-major. */
    public float[] generate(float[] z, int n) {
        return program.run(
                        GENERATE,
                        Map.of(GENERATOR, generator.average()),
                        List.of(new HostTensor(z, settings.shape().batch(n))))
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
