package org.dcd.transforms.beam;

import org.dcd.transforms.stage.FeaturesSpec;
import org.dcd.transforms.training.FeatureTrainer;

/** Trains each feature extractor. */
public final class TrainFeatures extends TrainingStage<FeaturesSpec> {
    private TrainFeatures() {
        super(FeatureTrainer::run);
    }

    public static TrainFeatures create() {
        return new TrainFeatures();
    }
}
