package org.dcd.transforms.stage.sample;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.Image;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.ShardResult;
import org.dcd.transforms.stage.StageDevice;
import org.dcd.transforms.stage.StageWork.Gathered;
import org.dcd.transforms.stage.WorkTimer;

/** Draws images of a row. A shard is a part of their table. */
public final class SampleWork extends Gathered<SampleSpec, SampleShard, ShardResult<SampleShard>> {
    private final int imagesPerShard;

    /** @param imagesPerShard least number of images of a shard, except the last one */
    public SampleWork(int imagesPerShard) {
        this.imagesPerShard = imagesPerShard;
    }

    @Override
    protected List<SampleShard> split(StageTask<SampleSpec> task) throws IOException {
        return SampleShard.split(task, imagesPerShard);
    }

    @Override
    protected ShardResult<SampleShard> runShard(SampleShard shard, StageDevice device) throws IOException {
        return shard.draw(device.ort());
    }

    /**
     * Figures: {@code images}, {@code nfe}, and {@code images-per-second} unless an earlier attempt had drawn all
     * images.
     */
    @Override
    protected StageResult finish(List<ShardResult<SampleShard>> results) throws IOException {
        try (WorkTimer.Span span = WorkTimer.start()) {
            SampleShard any = results.get(0).shard();
            StageTask<SampleSpec> task = any.task();
            SampleSpec spec = task.spec();
            long samples = Tables.rows(task.work(), FileNames.SAMPLES, Image.class);
            if (samples != spec.count()) {
                throw new IllegalStateException(
                        "stage " + task.name() + " drew " + samples + " images of " + spec.count());
            }
            ProgressLog.atLeast(task.work(), samples, samples, "img");
            Map<String, Double> figures = new HashMap<>();
            figures.put("images", (double) samples);
            figures.put("nfe", (double) RowSampler.nfe(spec, spec.stopSigma(task)));
            return ShardResult.ofStage(task, any.split(), results, span, ShardResult.images(results), figures);
        }
    }

    @Override
    public boolean shardsWelcomeGpu() {
        return true;
    }

    @Override
    public String counter() {
        return "images-sampled";
    }

    @Override
    protected long counted(ShardResult<SampleShard> result) {
        return result.images();
    }
}
