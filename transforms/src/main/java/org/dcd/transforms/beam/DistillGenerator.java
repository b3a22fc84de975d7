package org.dcd.transforms.beam;

import org.dcd.transforms.stage.distil.DistilSpec;
import org.dcd.transforms.stage.distil.Distiller;

/** Distils each teacher into a generator: one specification in, one model out. */
public final class DistillGenerator extends TrainingStage<DistilSpec> {
    private DistillGenerator() {
        super(Distiller::run);
    }

    public static DistillGenerator create() {
        return new DistillGenerator();
    }
}
