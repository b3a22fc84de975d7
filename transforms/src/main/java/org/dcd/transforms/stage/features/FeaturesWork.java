package org.dcd.transforms.stage.features;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.ops.torch.TorchDevices;
import org.dcd.transforms.stage.StageDevice;
import org.dcd.transforms.stage.StageWork.Collected;
import org.dcd.transforms.stage.WorkTimer.WorkTime;
import org.dcd.transforms.stage.features.FeatureTrainer.Made;

/** Trains the extractor on GPUs, then computes the features of its reference set in shards. */
final class FeaturesWork extends Collected<FeaturesSpec, Made, FeatureShard, WorkTime> {
    @Override
    public boolean wantsGpu() {
        return true;
    }

    @Override
    public Made plan(StageTask<FeaturesSpec> task, Optional<TorchDevices> devices)
            throws IOException, InterruptedException {
        return FeatureTrainer.make(task, devices.orElseThrow());
    }

    @Override
    public List<FeatureShard> shards(Made plan) {
        return plan.shards();
    }

    @Override
    public boolean shardsWelcomeGpu() {
        return true;
    }

    @Override
    public boolean isAlone(FeatureShard shard) {
        return shard.isAlone();
    }

    @Override
    protected WorkTime runShard(FeatureShard shard, StageDevice device) throws IOException {
        return shard.extract(device.ort());
    }

    @Override
    protected StageResult finish(Made made, List<WorkTime> results) throws IOException {
        return FeatureTrainer.result(made, results);
    }
}
