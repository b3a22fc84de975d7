package org.dcd.transforms.beam;

import org.dcd.transforms.stage.FeaturesSpec;
import org.dcd.transforms.training.ClassifierTrainer;

/** Trains each feature extractor. */
public final class TrainFeatures extends WholeStage<FeaturesSpec> {
    private TrainFeatures() {
        super(ClassifierTrainer::run, true);
    }

    public static TrainFeatures create() {
        return new TrainFeatures();
    }
}
