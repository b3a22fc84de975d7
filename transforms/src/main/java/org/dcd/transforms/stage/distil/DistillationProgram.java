package org.dcd.transforms.stage.distil;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.DistillationLoss.FakeScore;
import org.dcd.transforms.loss.DistillationMethod;
import org.dcd.transforms.loss.DistillationMethod.Target;
import org.dcd.transforms.loss.FurtherCorruption;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.natives.Resources;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.ops.torch.Adam;
import org.dcd.transforms.ops.torch.NetworkTraining;
import org.dcd.transforms.ops.torch.ParameterSet;
import org.dcd.transforms.ops.torch.ParameterValues;
import org.dcd.transforms.ops.torch.Replicas;
import org.dcd.transforms.ops.torch.StepSettings;
import org.dcd.transforms.ops.torch.TorchDevices;
import org.dcd.transforms.ops.torch.TorchOps;
import org.dcd.transforms.ops.torch.TorchProgram;
import org.dcd.transforms.ops.torch.TorchTensor;
import org.dcd.transforms.ops.torch.TrainingStep;

/**
 * Distillation in libtorch (paper, Alg. 1): frozen teacher f_φ, fake score f_ψ and generator G_θ with one architecture,
 * all initialised from the teacher. G(z) = D_θ(σ_init z; σ_init). The fake score exists only if the loss trains one.
 *
 * <p>Inputs of both steps, n of each: the latents {@link #Z}, standard normal; {@link Objective#SIGMA}, the diffusion
 * levels; {@link Objective#NOISE}, standard normal; {@link Objective#OPERATOR} and {@link Objective#FURTHER}, the
 * parameters of A and Ã, empty where there are none; {@link Objective#DATA_SIGMA}, the noise levels of measurements,
 * empty for the generator unless its loss uses exact scores. The step of the fake score also takes
 * {@link #MEASUREMENT_NOISE}, standard normal, and {@link Objective#DRAWS}.
 */
public final class DistillationProgram implements AutoCloseable {
    /** Input: latents of the generator, standard normal. */
    public static final String Z = "z";
    /** Input: noise of the generator's measurements, standard normal. */
    public static final String MEASUREMENT_NOISE = "measurement-noise";

    private static final String TEACHER = "phi";
    private static final String FAKE = "psi";
    private static final String GENERATOR = "theta";
    private static final String IMAGES = "images";
    private static final String BEST = "best/";

    private final Settings settings;
    private final Resources owned;
    private final NetworkTraining generator;
    private final Optional<NetworkTraining> fake;
    private final TorchProgram images;
    /** Averaged weights of the best candidate; zeros before the first one. */
    private final ParameterSet best;

    /** Weights that the generator's loss reads and does not change. */
    private final Map<String, Replicas> frozen = new HashMap<>();

    /**
     * Networks, losses and optimisers.
     *
     * @param teacher denoiser of teacher and fake score
     * @param precision precision of the networks in training
     * @param parts number of parts of a batch, see {@link NetworkTraining#divide}
     */
    public record Settings(
            ConditionedDenoiser teacher,
            OneStepGenerator generator,
            DistillationMethod method,
            Adam fakeAdam,
            Adam generatorAdam,
            Precision precision,
            int parts) {
        NetworkTraining.Settings training(Adam adam) {
            return new NetworkTraining.Settings(adam, precision, parts);
        }

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

    /** Divides batches into another number of parts from now on, see {@link NetworkTraining#divide}. */
    public void divide(int parts) {
        generator.divide(parts);
        fake.ifPresent(learned -> learned.divide(parts));
    }

    /**
     * @param teacherWeights weights of the teacher by EDM name; the fake score starts from them, too
     * @param generatorWeights initial weights of the generator by its own parameter specification; EDM's names contain
     *     the resolution, which may differ from the teacher's
     */
    public DistillationProgram(
            TorchDevices devices, Settings settings, Weights teacherWeights, ParameterValues generatorWeights) {
        this.settings = settings;
        ParameterValues ofTeacher = ParameterValues.of(teacherWeights);
        try (Resources opening = new Resources()) {
            this.generator = opening.open(() -> new NetworkTraining(
                    devices,
                    new NetworkTraining.Network("distillation.generator", GENERATOR, this::generatorLoss),
                    settings.training(settings.generatorAdam()),
                    true,
                    generatorWeights));
            List<ParameterSpec> specs = generator.parameters(TEACHER);
            frozen.put(TEACHER, opening.open(() -> new Replicas(devices, specs, ofTeacher)));
            if (settings.fakeScore() == FakeScore.LEARNED) {
                NetworkTraining learned = opening.open(() -> new NetworkTraining(
                        devices,
                        new NetworkTraining.Network("distillation.fake-score", FAKE, this::fakeLoss),
                        settings.training(settings.fakeAdam()),
                        false,
                        ofTeacher));
                frozen.put(FAKE, learned.replicas());
                this.fake = Optional.of(learned);
            } else {
                this.fake = Optional.empty();
            }
            this.images = opening.open(() -> TorchProgram.builder("distillation")
                    .function(IMAGES, ops -> Map.of(IMAGES, generate(ops)))
                    .compile(devices.first()));
            List<ParameterSpec> generated = generator.parameters(GENERATOR);
            this.best = opening.open(() -> ParameterSet.zeros(devices.first(), generated));
            this.owned = opening.keep();
        }
    }

    private TorchTensor denoise(TorchOps ops, String set, TorchTensor x, TorchTensor sigma, TorchTensor condition) {
        return settings.teacher().denoise(ops, set + "/" + DenoiserSummary.PREFIX, x, sigma, condition);
    }

    private TorchTensor generate(TorchOps ops) {
        TorchTensor z = ops.input(Z, settings.generator().latentShape());
        return settings.generator().apply(ops, GENERATOR + "/" + DenoiserSummary.PREFIX, z);
    }

    /** The objective of the fake score on corrupted generator output, without gradient to the generator. */
    private TorchTensor fakeLoss(TorchOps ops) {
        Objective objective = settings.teacher().objective();
        MeasurementModel model = settings.model();
        Map<String, Optional<ImageShape>> shapes = objective.inputs(model);
        TorchTensor dataSigma = ops.input(Objective.DATA_SIGMA);
        TorchTensor noise = ops.input(MEASUREMENT_NOISE, model.measurement());
        TorchTensor parameters = ops.input(Objective.OPERATOR, model.parameters());
        TorchTensor generated = ops.detach(generate(ops));
        boolean corrupt = settings.method().corruptFake();
        TorchTensor y =
                corrupt ? ops.add(model.apply(ops, generated, parameters), ops.multiply(dataSigma, noise)) : generated;
        ops.training(true);
        Objective.Batch<TorchTensor> batch = Objective.Batch.of(name -> switch (name) {
            case Objective.Y -> ops.detach(y);
            case Objective.DATA_SIGMA -> corrupt ? dataSigma : ops.multiply(dataSigma, 0);
            default -> ops.input(name, shapes.get(name));
        });
        TorchTensor losses =
                objective.loss(ops, (x, sigma, condition) -> denoise(ops, FAKE, x, sigma, condition), batch, model);
        return ops.mean(losses, 0, 1, 2, 3);
    }

    /** The loss of the generator against teacher and fake score. */
    private TorchTensor generatorLoss(TorchOps ops) {
        MeasurementModel model = settings.model();
        Map<String, Optional<ImageShape>> shapes =
                settings.teacher().objective().inputs(model);
        TorchTensor parameters = ops.input(Objective.OPERATOR, shapes.get(Objective.OPERATOR));
        TorchTensor further = ops.input(Objective.FURTHER, shapes.get(Objective.FURTHER));
        TorchTensor sigma = ops.input(Objective.SIGMA);
        TorchTensor noise = ops.input(Objective.NOISE, shapes.get(Objective.NOISE));
        boolean exact = settings.fakeScore() == FakeScore.EXACT;
        TorchTensor dataSigma =
                ops.input(Objective.DATA_SIGMA, exact ? shapes.get(Objective.DATA_SIGMA) : Optional.empty());
        ops.training(true);
        TorchTensor generated = generate(ops);
        ops.training(false);
        boolean measured = settings.further().isEmpty() && settings.method().target() == Target.MEASUREMENT;
        TorchTensor x = measured ? model.apply(ops, generated, parameters) : generated;
        TorchTensor noisy = ops.add(x, ops.multiply(sigma, noise));
        TorchTensor condition = null;
        if (settings.further().isPresent()) {
            FurtherCorruption hiding = settings.further().get();
            noisy = hiding.hide(ops, model, noisy, further);
            condition = hiding.condition(ops, model, further);
        }
        TorchTensor teacherDenoised =
                switch (settings.fakeScore()) {
                    case NONE, LEARNED -> denoise(ops, TEACHER, noisy, sigma, condition);
                    case EXACT -> ofNoisyData(ops, noisy, sigma, dataSigma);
                };
        TorchTensor fakeDenoised =
                switch (settings.fakeScore()) {
                    case NONE -> null;
                    case LEARNED -> denoise(ops, FAKE, noisy, sigma, condition);
                    case EXACT -> settings.generator()
                            .exactlyDenoised(ops, GENERATOR + "/" + DenoiserSummary.PREFIX, noisy, sigma);
                };
        TorchTensor losses = settings.method().loss().loss(ops, x, teacherDenoised, fakeDenoised, sigma);
        return ops.mean(losses, 0, 1, 2, 3);
    }

    /**
     * The denoiser of the noisy data p_Y at level σ_t, y + σ_t² ∇ log p_{Y,t}(y). For a teacher of clean measurements
     * the noise level of y is s = √(σ_t² + σ²): ∇ log p_{Y,t}(y) = (D(y; s) - y)/s².
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

    /**
     * Trains the fake score on corrupted generator output, without gradient to the generator.
     *
     * @param n batch size
     * @param batch inputs by name
     * @throws IllegalStateException when the loss trains no fake score
     */
    public TrainingStep trainFake(int n, Map<String, float[]> batch, StepSettings step) {
        NetworkTraining learned = fake.orElseThrow(() -> new IllegalStateException(
                "the distillation loss " + settings.method().loss() + " trains no fake score"));
        return learned.step(n, batch, step, Map.of(GENERATOR, generator.replicas()));
    }

    /** Trains the generator against teacher and fake score, and updates its moving average. */
    public TrainingStep trainGenerator(int n, Map<String, float[]> batch, StepSettings step) {
        return generator.step(n, batch, step, frozen);
    }

    /** Images of n latents from the averaged generator, row-major. */
    public float[] generate(float[] z, int n) {
        return images.run(IMAGES, Map.of(GENERATOR, generator.average()), n, Map.of(Z, z))
                .get(IMAGES);
    }

    /** Views of the moving average of the generator's weights, by EDM name. */
    public Map<String, TensorSource> average() {
        return generator.average().values();
    }

    /** Keeps a copy of the moving average as the best candidate. */
    public void keepAverage() throws IOException {
        best.set(average()::get);
    }

    /** Views of the weights of the best candidate, by EDM name; zeros before the first one. */
    public Map<String, TensorSource> best() {
        return best.values();
    }

    /** Views of all tensors that training changes, by name. They are valid until this program is closed. */
    public Map<String, TensorSource> state() {
        Map<String, TensorSource> state = new LinkedHashMap<>();
        fake.ifPresent(learned -> learned.save(state));
        generator.save(state);
        best().forEach((name, tensor) -> state.put(BEST + name, tensor));
        return state;
    }

    /** Restores the tensors of {@link #state}. If reading fails, the state is undefined. */
    public void restore(Map<String, ? extends TensorSource> state) throws IOException {
        if (fake.isPresent()) {
            fake.get().restore(state);
        }
        generator.restore(state);
        best.set(name -> state.get(BEST + name));
    }

    @Override
    public void close() {
        owned.close();
    }
}
