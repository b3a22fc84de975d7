package org.dcd.transforms.stage.corrupt;

import java.io.IOException;
import java.util.List;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.measurement.Corruptor;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.stage.StageWork.Gathered;

/** Takes one measurement of every image, part by part of the table of images. */
public final class CorruptWork extends Gathered<CorruptSpec, MeasurementShard, MeasurementShard.Done> {
    private final Corruptor.Factory corruptors;

    public CorruptWork(Corruptor.Factory corruptors) {
        this.corruptors = corruptors;
    }

    @Override
    protected List<MeasurementShard> split(StageTask<CorruptSpec> task) throws IOException {
        return MeasurementShard.split(task);
    }

    @Override
    protected MeasurementShard.Done runShard(MeasurementShard shard, OrtOptions options) throws IOException {
        return shard.measure(corruptors::of);
    }

    @Override
    protected StageResult finish(List<MeasurementShard.Done> results) throws IOException {
        return CorruptResult.of(results);
    }

    @Override
    public String counter() {
        return "images-corrupted";
    }

    @Override
    protected long counted(MeasurementShard.Done result) {
        return result.corrupted();
    }
}
