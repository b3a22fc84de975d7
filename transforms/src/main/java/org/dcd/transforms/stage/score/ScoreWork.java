package org.dcd.transforms.stage.score;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.measurement.Corruptors;
import org.dcd.transforms.metric.Contribution;
import org.dcd.transforms.metric.Statistic;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.stage.StageWork.Sharded;

/** Scores a row: shards give contributions by metric, which are merged to statistics, of which the scores are made. */
public final class ScoreWork implements Sharded<ScoreSpec, ScorePlan, ScoreShard, Contribution, Statistic> {
    private final int imagesPerShard;
    private final Corruptors corruptors;

    /** @param imagesPerShard at least */
    public ScoreWork(int imagesPerShard, Corruptors corruptors) {
        this.imagesPerShard = imagesPerShard;
        this.corruptors = corruptors;
    }

    @Override
    public ScorePlan plan(StageTask<ScoreSpec> task, Optional<TorchEngine> engine) throws IOException {
        return ScorePlan.of(task, imagesPerShard);
    }

    @Override
    public List<ScoreShard> shards(ScorePlan plan) {
        return plan.shards();
    }

    @Override
    public boolean shardsWelcomeGpu() {
        return true;
    }

    @Override
    public Map<String, Contribution> run(ScoreShard shard, OrtOptions options) throws IOException {
        return shard.look(options, corruptors::of);
    }

    @Override
    public Statistic start(Contribution first) {
        return first.toStatistic();
    }

    @Override
    public Statistic add(Statistic sum, Contribution result) {
        result.addTo(sum);
        return sum;
    }

    @Override
    public Statistic merge(Statistic sum, Statistic other) {
        sum.merge(other);
        return sum;
    }

    @Override
    public StageResult finish(ScorePlan plan, Map<String, Statistic> merged) throws IOException {
        return ScoreResult.of(plan, merged);
    }

    @Override
    public boolean finishTakesCore() {
        return true;
    }

    @Override
    public String counter() {
        return "images-looked-at";
    }

    @Override
    public long counted(ScoreShard shard, Map<String, Contribution> results) {
        return shard.piece().to() - shard.piece().from();
    }
}
