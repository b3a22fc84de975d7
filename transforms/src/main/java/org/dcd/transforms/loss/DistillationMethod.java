package org.dcd.transforms.loss;

import java.io.Serializable;
import org.dcd.transforms.registry.Default;

/**
 * How a generator is distilled. All settings but the loss are for ablations.
 *
 * @param loss loss of the generator
 * @param target where the loss is evaluated; ignored where the denoiser learns images from parts of them
 * @param corruptFake whether the fake score is trained on corrupted generator output, as the teacher was on corrupted
 *     data (paper Alg. 1, line 6)
 * @param start initial weights of the generator
 */
public record DistillationMethod(
        DistillationLoss loss,
        @Default("measurement") Target target,
        @Default("true") boolean corruptFake,
        @Default("teacher") Start start)
        implements Serializable {
    /** Where the generator's loss is evaluated. */
    public enum Target {
        /** At A(x_g), in the space of the teacher's data; the paper's formula for A = I. */
        MEASUREMENT,
        /** At x_g itself, as in paper Eq. 18. */
        IMAGE
    }

    /** Initial weights of the generator. */
    public enum Start {
        /** The weights of the teacher, as in the paper. */
        TEACHER,
        /** Random weights. */
        RANDOM
    }
}
