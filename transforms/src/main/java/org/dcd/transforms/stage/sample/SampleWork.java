package org.dcd.transforms.stage.sample;

import java.io.IOException;
import java.util.List;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.stage.StageWork.Gathered;

/** Draws the images of a row, one part of their table a shard. */
public final class SampleWork extends Gathered<SampleSpec, SampleShard, SampleShard.Done> {
    private final int imagesPerShard;

    /** @param imagesPerShard at least */
    public SampleWork(int imagesPerShard) {
        this.imagesPerShard = imagesPerShard;
    }

    @Override
    protected List<SampleShard> split(StageTask<SampleSpec> task) throws IOException {
        return SampleShard.split(task, imagesPerShard);
    }

    @Override
    protected SampleShard.Done runShard(SampleShard shard, OrtOptions options) throws IOException {
        return shard.draw(options);
    }

    @Override
    protected StageResult finish(List<SampleShard.Done> results) throws IOException {
        return SampleResult.of(results);
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
    protected long counted(SampleShard.Done result) {
        return result.drawn();
    }
}
