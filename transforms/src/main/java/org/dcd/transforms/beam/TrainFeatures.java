package org.dcd.transforms.beam;

import org.dcd.transforms.stage.FeaturesSpec;
import org.dcd.transforms.training.FeatureTrainer;

/** Trains each feature extractor. */
public final class TrainFeatures extends WholeStage<FeaturesSpec> {
    private TrainFeatures() {
        super(FeatureTrainer::run, true);
    }

    public static TrainFeatures create() {
        return new TrainFeatures();
    }
}
