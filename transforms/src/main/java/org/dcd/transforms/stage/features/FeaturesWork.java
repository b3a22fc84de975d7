package org.dcd.transforms.stage.features;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.stage.StageWork.Sharded;
import org.dcd.transforms.stage.Worked;
import org.dcd.transforms.stage.features.FeatureTrainer.Made;

/** Trains the extractor on one GPU, then computes the features of its reference in shards. */
final class FeaturesWork implements Sharded<FeaturesSpec, Made, FeatureShard, Worked, ArrayList<Worked>> {
    private static final String WORKED = "worked";

    @Override
    public boolean wantsGpu() {
        return true;
    }

    @Override
    public Made plan(StageTask<FeaturesSpec> task, Optional<TorchEngine> engine)
            throws IOException, InterruptedException {
        return FeatureTrainer.make(task, engine.orElseThrow());
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
    public Map<String, Worked> run(FeatureShard shard, OrtOptions options) throws IOException {
        return Map.of(WORKED, shard.look(options));
    }

    @Override
    public ArrayList<Worked> start(Worked first) {
        return new ArrayList<>(List.of(first));
    }

    @Override
    public ArrayList<Worked> add(ArrayList<Worked> sum, Worked result) {
        sum.add(result);
        return sum;
    }

    @Override
    public ArrayList<Worked> merge(ArrayList<Worked> sum, ArrayList<Worked> other) {
        sum.addAll(other);
        return sum;
    }

    @Override
    public StageResult finish(Made made, Map<String, ArrayList<Worked>> merged) throws IOException {
        List<Worked> worked = merged.getOrDefault(WORKED, new ArrayList<>());
        if (worked.size() != made.shards().size()) {
            throw new IllegalStateException("stage " + made.task().name() + " has features of " + worked.size()
                    + " shards of " + made.shards().size());
        }
        return FeatureTrainer.result(made, worked);
    }
}
