package org.dcd.transforms.stage.distil;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
import org.dcd.transforms.ops.ActivationOps;
import org.dcd.transforms.ops.Activations;
import org.dcd.transforms.stage.TrainingMemory;
import org.dcd.transforms.train.DistillationTraining;
import org.dcd.transforms.train.MicroBatches;

/** Memory of a distillation: the larger of the steps of fake score and generator. */
public final class DistillationMemory {
    /** Weights, two moments, moving average, and the best candidate. */
    private static final int GENERATOR_SETS = 5;
    /** Weights and two moments. */
    private static final int FAKE_SETS = 3;

    private static final String TEACHER = "phi/";
    private static final String FAKE = "psi/";
    private static final String GENERATOR = "theta/";

    private final Losses losses;
    private final ConditionedDenoiser teacher;
    private final MeasurementModel model;

    /**
     * What is distilled.
     *
     * @param teacher denoiser of the teacher and the fake score
     * @param generator the generator
     * @param method loss of the generator
     */
    public record Losses(ConditionedDenoiser teacher, OneStepGenerator generator, DistillationMethod method) {
        boolean hasFake() {
            return method.loss().fakeScore() == FakeScore.LEARNED;
        }
    }

    private DistillationMemory(Losses losses) {
        this.losses = losses;
        this.teacher = losses.teacher();
        this.model = teacher.model();
    }

    /** Estimates the memory of a distillation. */
    public static TrainingMemory of(DistilSpec spec) {
        DistillationTraining training = spec.training();
        Losses losses = new Losses(spec.teacher(), spec.generator(), spec.method());
        return of(
                losses,
                training.batch(),
                MicroBatches.given(training.microBatch()),
                training.precision().bytes());
    }

    /**
     * Estimates the memory of a distillation.
     *
     * @param batch images per step
     * @param microBatch images that a device computes at once; empty for the default
     * @param bytesPerActivation 4, or 2 in mixed precision
     */
    public static TrainingMemory of(Losses losses, int batch, OptionalInt microBatch, int bytesPerActivation) {
        DistillationMemory memory = new DistillationMemory(losses);
        return new TrainingMemory(
                batch,
                microBatch,
                bytesPerActivation,
                memory.networks(),
                memory.activations(bytesPerActivation),
                memory.inputs());
    }

    private TrainingMemory.Networks networks() {
        long generator = losses.generator().summary().parameterCount();
        long denoiser = teacher.summary().parameterCount();
        long fake = losses.hasFake() ? denoiser : 0;
        return new TrainingMemory.Networks(
                Math.max(generator, fake),
                GENERATOR_SETS * generator + denoiser + FAKE_SETS * fake,
                generator + denoiser + fake);
    }

    private Activations activations(int bytesPerActivation) {
        Activations ofGenerator = generatorStep();
        if (!losses.hasFake()) {
            return ofGenerator;
        }
        Activations ofFake = fakeStep();
        return ofFake.bytesPerImage(bytesPerActivation) > ofGenerator.bytesPerImage(bytesPerActivation)
                ? ofFake
                : ofGenerator;
    }

    private long inputs() {
        long ofObjective = teacher.objective().inputs(model).values().stream()
                .flatMap(Optional::stream)
                .mapToLong(ImageShape::size)
                .sum();
        return ofObjective
                + losses.generator().latentShape().size()
                + model.measurement().size();
    }

    private static long[] denoised(ActivationOps ops, ConditionedDenoiser denoiser, String set, long[]... inputs) {
        return denoiser.denoise(ops, set + DenoiserSummary.PREFIX, inputs[0], inputs[1], inputs[2]);
    }

    private static long[] number() {
        return new long[] {1, 1, 1, 1};
    }

    /** As the loss of the fake score in {@link DistillationProgram}; the generated images have no gradient. */
    private Activations fakeStep() {
        ActivationOps ops = new ActivationOps(name -> name.startsWith(FAKE));
        Map<String, Optional<ImageShape>> shapes = teacher.objective().inputs(model);
        teacher.objective()
                .loss(
                        ops,
                        (x, sigma, condition) -> denoised(ops, teacher, FAKE, x, sigma, condition),
                        Objective.Batch.of(name ->
                                shapes.get(name).map(shape -> shape.batch(1)).orElse(null)),
                        model);
        return ops.activations();
    }

    /** As the loss of the generator in {@link DistillationProgram}; it passes through teacher and fake score. */
    private Activations generatorStep() {
        ActivationOps ops = new ActivationOps(name -> name.startsWith(GENERATOR));
        String theta = GENERATOR + DenoiserSummary.PREFIX;
        long[] sigma = number();
        long[] generated = losses.generator()
                .apply(ops, theta, losses.generator().latentShape().batch(1));
        Optional<FurtherCorruption> further = teacher.objective().further();
        boolean measured = further.isEmpty() && losses.method().target() == Target.MEASUREMENT;
        long[] parameters = model.parameters().map(shape -> shape.batch(1)).orElse(null);
        long[] x = measured ? model.apply(ops, generated, parameters) : generated;
        long[] noisy = ops.add(x, ops.multiply(sigma, x.clone()));
        long[] condition = null;
        if (further.isPresent()) {
            long[] drawn = further.get().parameterShape(model).batch(1);
            noisy = further.get().hide(ops, model, noisy, drawn);
            condition = further.get().condition(ops, model, drawn);
        }
        long[] ofTeacher = denoised(ops, teacher, TEACHER, noisy, sigma, condition);
        long[] ofFake =
                switch (losses.method().loss().fakeScore()) {
                    case NONE -> null;
                    case LEARNED -> denoised(ops, teacher, FAKE, noisy, sigma, condition);
                    case EXACT -> losses.generator().exactlyDenoised(ops, theta, noisy, sigma);
                };
        losses.method().loss().loss(ops, x, ofTeacher, ofFake, sigma);
        return ops.activations();
    }
}
