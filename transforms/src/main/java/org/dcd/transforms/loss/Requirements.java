package org.dcd.transforms.loss;

import org.dcd.transforms.augment.AugmentPipe;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.ForwardOperator;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.registry.TypeName;

/** Requirements of objectives. Messages name the component, its value and the remedy. */
final class Requirements {
    private Requirements() {}

    static void operator(Objective objective, Class<? extends ForwardOperator> needed, Corruption corruption) {
        if (!needed.isInstance(corruption.operator())) {
            throw new IllegalArgumentException("operator must be "
                    + needed.getAnnotation(TypeName.class).value()
                    + " for objective " + Registry.nameOf(objective) + ", was "
                    + Registry.nameOf(corruption.operator()));
        }
    }

    static void noise(Objective objective, Corruption corruption) {
        if (!(corruption.noise().nominalSigma() > 0)) {
            throw new IllegalArgumentException("noise must have a sigma above 0 for objective "
                    + Registry.nameOf(objective) + ", was " + corruption.noise().nominalSigma()
                    + "; use noise gaussian with a sigma, or objective standard");
        }
    }

    static void noNoise(Objective objective, Corruption corruption) {
        if (corruption.noise().nominalSigma() != 0) {
            throw new IllegalArgumentException("noise must be none for objective " + Registry.nameOf(objective)
                    + ", which would learn it with the images, was sigma "
                    + corruption.noise().nominalSigma() + "; use objective ambient-tweedie");
        }
    }

    /** @param why why the objective allows no other transforms */
    static void onlyFlips(Objective objective, AugmentPipe.Transforms transforms, String why) {
        if (transforms != AugmentPipe.Transforms.FLIPS) {
            throw new IllegalArgumentException("augment.transforms must be flips with objective "
                    + Registry.nameOf(objective) + ", was all: " + why);
        }
    }
}
