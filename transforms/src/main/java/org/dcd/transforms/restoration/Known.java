package org.dcd.transforms.restoration;

import java.util.Map;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.objective.ConditionedDenoiser;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.torch.TorchEngine;

/**
 * What restorers work with; of the models only those that they ask for.
 *
 * @param generator null where none is asked for
 * @param teacher null where none is asked for
 * @param weights of the model that is there, by EDM name; empty without one
 * @param more measurements beside those to be restored, to learn from; null for none
 */
public record Known(
        TorchEngine engine,
        Seeds seeds,
        OneStepGenerator generator,
        ConditionedDenoiser teacher,
        Map<String, float[]> weights,
        Measured more) {
    public static Known nothing(TorchEngine engine, Seeds seeds) {
        return new Known(engine, seeds, null, null, Map.of(), null);
    }

    public Known withGenerator(OneStepGenerator of, Map<String, float[]> itsWeights) {
        return new Known(engine, seeds, of, teacher, itsWeights, more);
    }

    public Known withTeacher(ConditionedDenoiser of, Map<String, float[]> itsWeights) {
        return new Known(engine, seeds, generator, of, itsWeights, more);
    }

    public Known withMore(Measured measurements) {
        return new Known(engine, seeds, generator, teacher, weights, measurements);
    }
}
