package org.dcd.transforms.restore;

import java.util.Map;
import java.util.Optional;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.random.Seeds;

/**
 * Device, seeds and trained models for a restorer.
 *
 * @param learned model of the prior
 * @param weights weights of that model by EDM name
 * @param more additional measurements to learn from
 */
public record RestorationContext(
        TorchEngine engine, Seeds seeds, TrainedPrior learned, Weights weights, Optional<MeasurementBatch> more) {
    /** A context without model and additional measurements. */
    public static RestorationContext nothing(TorchEngine engine, Seeds seeds) {
        return new RestorationContext(
                engine, seeds, new TrainedPrior.Nothing(), Weights.of(Map.of()), Optional.empty());
    }

    /** This context with a model. */
    public RestorationContext with(TrainedPrior model, Weights itsWeights) {
        return new RestorationContext(engine, seeds, model, itsWeights, more);
    }

    /** This context with additional measurements. */
    public RestorationContext withMore(MeasurementBatch measurements) {
        return new RestorationContext(engine, seeds, learned, weights, Optional.of(measurements));
    }

    OneStepGenerator generator() {
        if (learned instanceof TrainedPrior.FromGenerator from) {
            return from.generator();
        }
        throw new IllegalArgumentException("expected a generator, was " + learned);
    }

    ConditionedDenoiser teacher() {
        if (learned instanceof TrainedPrior.FromTeacher from) {
            return from.teacher();
        }
        throw new IllegalArgumentException("expected a teacher, was " + learned);
    }
}
