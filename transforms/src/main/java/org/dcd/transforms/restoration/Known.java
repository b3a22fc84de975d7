package org.dcd.transforms.restoration;

import java.util.Map;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.objective.ConditionedDenoiser;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.torch.TorchEngine;

/**
 * What a restorer works with.
 *
 * @param learned the model that it asks for
 * @param weights of that model by EDM name
 * @param more measurements beside those to be restored, to learn from; null for none
 */
public record Known(TorchEngine engine, Seeds seeds, Learned learned, Map<String, float[]> weights, Measured more) {
    /** No model and no further measurements. */
    public static Known nothing(TorchEngine engine, Seeds seeds) {
        return new Known(engine, seeds, new Learned.Nothing(), Map.of(), null);
    }

    /** The same with a model. */
    public Known with(Learned model, Map<String, float[]> itsWeights) {
        return new Known(engine, seeds, model, itsWeights, more);
    }

    /** The same with further measurements. */
    public Known withMore(Measured measurements) {
        return new Known(engine, seeds, learned, weights, measurements);
    }

    OneStepGenerator generator() {
        if (learned instanceof Learned.FromGenerator from) {
            return from.generator();
        }
        throw new IllegalArgumentException("a generator is needed, but there is " + learned);
    }

    ConditionedDenoiser teacher() {
        if (learned instanceof Learned.FromTeacher from) {
            return from.teacher();
        }
        throw new IllegalArgumentException("a teacher is needed, but there is " + learned);
    }
}
