package org.dcd.transforms.restore;

import java.io.Serializable;
import java.util.Optional;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.stage.FileNames;

/** The trained model of a restorer's prior, without its weights. */
public sealed interface TrainedPrior extends Serializable {
    /** Name of the file with its weights in the folder of its stage; empty without weights. */
    Optional<String> file();

    /** No model. */
    record Nothing() implements TrainedPrior {
        @Override
        public Optional<String> file() {
            return Optional.empty();
        }
    }

    /** A one-step generator. */
    record FromGenerator(OneStepGenerator generator) implements TrainedPrior {
        @Override
        public Optional<String> file() {
            return Optional.of(FileNames.GENERATOR);
        }
    }

    /** A diffusion teacher. */
    record FromTeacher(ConditionedDenoiser teacher) implements TrainedPrior {
        @Override
        public Optional<String> file() {
            return Optional.of(FileNames.TEACHER);
        }
    }

    /** The model that a restorer needs. */
    static TrainedPrior of(Restorer restorer, OneStepGenerator generator, ConditionedDenoiser teacher) {
        return switch (restorer.prior()) {
            case NONE, MEASUREMENTS -> new Nothing();
            case GENERATOR -> new FromGenerator(generator);
            case TEACHER -> new FromTeacher(teacher);
        };
    }
}
