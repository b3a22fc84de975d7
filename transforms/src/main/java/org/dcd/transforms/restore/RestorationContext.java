package org.dcd.transforms.restore;

import java.util.Map;
import java.util.Optional;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.random.Seeds;

/**
 * What a restorer works with.
 *
 * @param learned the model that it asks for
 * @param weights of that model by EDM name
 * @param more measurements beside those to be restored, to learn from
 */
public record RestorationContext(
        TorchEngine engine,
        Seeds seeds,
        TrainedPrior learned,
        Map<String, float[]> weights,
        Optional<MeasurementBatch> more) {
    /** No model and no further measurements. */
    public static RestorationContext nothing(TorchEngine engine, Seeds seeds) {
        return new RestorationContext(engine, seeds, new TrainedPrior.Nothing(), Map.of(), Optional.empty());
    }

    /** The same with a model. */
    public RestorationContext with(TrainedPrior model, Map<String, float[]> itsWeights) {
        return new RestorationContext(engine, seeds, model, itsWeights, more);
    }

    /** The same with further measurements. */
    public RestorationContext withMore(MeasurementBatch measurements) {
        return new RestorationContext(engine, seeds, learned, weights, Optional.of(measurements));
    }

    OneStepGenerator generator() {
        if (learned instanceof TrainedPrior.FromGenerator from) {
            return from.generator();
        }
        throw new IllegalArgumentException("a generator is needed, but there is " + learned);
    }

    ConditionedDenoiser teacher() {
        if (learned instanceof TrainedPrior.FromTeacher from) {
            return from.teacher();
        }
        throw new IllegalArgumentException("a teacher is needed, but there is " + learned);
    }
}
