package org.dcd.transforms.stage.teacher;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.dcd.transforms.augment.Augmentation;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.ops.ActivationOps;
import org.dcd.transforms.stage.TrainingMemory;
import org.dcd.transforms.train.TeacherTraining;

/** Memory of the training of a teacher. */
public final class TeacherMemory {
    /** Weights, two moments, moving average. */
    private static final int PARAMETER_SETS = 4;

    private TeacherMemory() {}

    /** Estimates the memory of a training. */
    public static TrainingMemory of(TeacherSpec spec) {
        TeacherTraining training = spec.training();
        int microBatch = (training.batch() + training.shards() - 1) / training.shards();
        return of(
                spec.denoiser(), training.augment().isOn(), training.batch(), OptionalInt.of(microBatch), Float.BYTES);
    }

    /**
     * Estimates the memory of a training.
     *
     * @param augmented whether the network gets labels of augmentations
     * @param batch images per step
     * @param microBatch images that a device computes at once; empty for the default
     * @param bytesPerActivation 4, or 2 in mixed precision
     */
    public static TrainingMemory of(
            ConditionedDenoiser denoiser,
            boolean augmented,
            int batch,
            OptionalInt microBatch,
            int bytesPerActivation) {
        Map<String, Optional<ImageShape>> shapes = denoiser.objective().inputs(denoiser.model());
        ActivationOps ops = new ActivationOps(name -> true);
        denoiser.objective()
                .loss(
                        ops,
                        (x, sigma, condition) -> denoiser.denoise(
                                ops,
                                DenoiserSummary.PREFIX,
                                x,
                                sigma,
                                condition,
                                augmented ? new long[] {x[0], Augmentation.LABELS} : null),
                        Objective.Batch.of(name ->
                                shapes.get(name).map(shape -> shape.batch(1)).orElse(null)),
                        denoiser.model());
        long parameters = ops.parameterCount();
        long inputs = shapes.values().stream()
                .flatMap(Optional::stream)
                .mapToLong(ImageShape::size)
                .sum();
        return new TrainingMemory(
                batch,
                microBatch,
                bytesPerActivation,
                new TrainingMemory.Networks(parameters, PARAMETER_SETS * parameters, parameters),
                ops.activations(),
                inputs);
    }
}
