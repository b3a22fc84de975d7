package org.dcd.transforms.restoration;

import java.io.Serializable;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.objective.ConditionedDenoiser;
import org.dcd.transforms.stage.Files;

/** The model that a restorer has its knowledge of images from, without its weights. */
public sealed interface Learned extends Serializable {
    /** Name of the file of its weights in the folder of its stage; empty when there is none. */
    String file();

    /** None. */
    record Nothing() implements Learned {
        @Override
        public String file() {
            return "";
        }
    }

    /** A one-step generator. */
    record FromGenerator(OneStepGenerator generator) implements Learned {
        @Override
        public String file() {
            return Files.GENERATOR;
        }
    }

    /** A diffusion teacher. */
    record FromTeacher(ConditionedDenoiser teacher) implements Learned {
        @Override
        public String file() {
            return Files.TEACHER;
        }
    }

    /** The model that a restorer asks for. */
    static Learned of(Restorer restorer, OneStepGenerator generator, ConditionedDenoiser teacher) {
        return switch (restorer.prior()) {
            case NONE, MEASUREMENTS -> new Nothing();
            case GENERATOR -> new FromGenerator(generator);
            case TEACHER -> new FromTeacher(teacher);
        };
    }
}
