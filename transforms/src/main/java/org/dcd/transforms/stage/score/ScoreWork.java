package org.dcd.transforms.stage.score;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.measurement.Corruptor;
import org.dcd.transforms.ops.torch.TorchDevices;
import org.dcd.transforms.stage.StageDevice;
import org.dcd.transforms.stage.StageWork.Sharded;
import org.dcd.transforms.train.DeviceCorruptors;

/**
 * Scores a row: shards accumulate their images, the accumulators are merged, and the metrics compute scores from them.
 */
public final class ScoreWork implements Sharded<ScoreSpec, ScorePlan, ScoreShard, ScorePartial, ScorePartial> {
    private static final String ALL = "";

    private final int imagesPerShard;
    private final DeviceCorruptors corruptors;

    /**
     * @param imagesPerShard least number of images of a shard
     * @param corruptors create what applies the corruption, on the worker
     */
    public ScoreWork(int imagesPerShard, DeviceCorruptors corruptors) {
        this.imagesPerShard = imagesPerShard;
        this.corruptors = corruptors;
    }

    /**
     * @param imagesPerShard least number of images of a shard
     * @param corruptors create what applies the corruption, without a device
     */
    public ScoreWork(int imagesPerShard, Corruptor.Factory corruptors) {
        this(imagesPerShard, device -> corruptors);
    }

    @Override
    public ScorePlan plan(StageTask<ScoreSpec> task, Optional<TorchDevices> devices) throws IOException {
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
    public Map<String, ScorePartial> run(ScoreShard shard, StageDevice device) throws IOException {
        return Map.of(ALL, shard.run(device.ort(), corruptors.on(device)));
    }

    @Override
    public ScorePartial start(ScorePartial first) {
        return add(new ScorePartial(), first);
    }

    @Override
    public ScorePartial add(ScorePartial sum, ScorePartial result) {
        sum.merge(result);
        return sum;
    }

    @Override
    public ScorePartial merge(ScorePartial sum, ScorePartial other) {
        return add(sum, other);
    }

    /** A stage without defined metrics has no shards. */
    @Override
    public StageResult finish(ScorePlan plan, Map<String, ScorePartial> merged) throws IOException {
        return ScoreResult.finish(plan, merged.getOrDefault(ALL, new ScorePartial()));
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
    public long counted(ScoreShard shard, Map<String, ScorePartial> results) {
        return shard.piece().to() - shard.piece().from();
    }
}
