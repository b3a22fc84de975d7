package org.dcd.transforms.loss;

import java.io.Serializable;
import org.dcd.transforms.registry.Default;

/**
 * How a generator is distilled; all but the loss are there for ablations.
 *
 * @param loss of the generator
 * @param target where the loss is taken; ignored where the denoiser learns images from parts of them
 * @param corruptFake whether the fake score is trained on corrupted generator output, as the teacher was on corrupted
 *     data (paper Alg. 1, line 6)
 * @param start what the generator starts from
 */
public record DistillationMethod(
        DistillationLoss loss,
        @Default("measurement") Target target,
        @Default("true") boolean corruptFake,
        @Default("teacher") Start start)
        implements Serializable {
    /** Where the generator's loss is taken. */
    public enum Target {
        /** At A(x_g), of whose kind the teacher's data are; for A = I the paper's formula. */
        MEASUREMENT,
        /** At x_g itself, as paper Eq. 18 reads. */
        IMAGE
    }

    /** Weights that the generator starts from. */
    public enum Start {
        TEACHER,
        RANDOM
    }
}
