package org.dcd.transforms.loss;

import org.dcd.transforms.augment.AugmentPipe;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.ForwardOperator;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.registry.TypeName;

/** What objectives need of corruptions and augmentations. Messages name the component, its value and the remedy. */
final class Requirements {
    private Requirements() {}

    static void operator(Objective objective, Class<? extends ForwardOperator> needed, Corruption corruption) {
        if (!needed.isInstance(corruption.operator())) {
            throw new IllegalArgumentException("corruption.operator must be "
                    + needed.getAnnotation(TypeName.class).value()
                    + " for objective " + Registry.nameOf(objective) + ", was "
                    + Registry.nameOf(corruption.operator()));
        }
    }

    static void noise(Objective objective, Corruption corruption) {
        if (!(corruption.noise().nominalSigma() > 0)) {
            throw new IllegalArgumentException("objective " + Registry.nameOf(objective)
                    + " needs noisy measurements, corruption.noise has sigma "
                    + corruption.noise().nominalSigma()
                    + "; give corruption.noise.type gaussian with a sigma, or teacher.objective.type standard");
        }
    }

    static void noNoise(Objective objective, Corruption corruption) {
        if (corruption.noise().nominalSigma() != 0) {
            throw new IllegalArgumentException("objective " + Registry.nameOf(objective)
                    + " would learn the noise with the images, corruption.noise has sigma "
                    + corruption.noise().nominalSigma() + "; give teacher.objective.type ambient-tweedie");
        }
    }

    /** @param why the objective needs what all augmentations but mirroring spoil */
    static void mirroringAlone(Objective objective, AugmentPipe.Moves moves, String why) {
        if (moves != AugmentPipe.Moves.FLIPS) {
            throw new IllegalArgumentException("teacher.training.augment.moves must be flips with objective "
                    + Registry.nameOf(objective) + ", was all: " + why);
        }
    }
}
