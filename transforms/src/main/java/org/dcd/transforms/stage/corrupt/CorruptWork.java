package org.dcd.transforms.stage.corrupt;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.measurement.Corruptor;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.ShardResult;
import org.dcd.transforms.stage.StageDevice;
import org.dcd.transforms.stage.StageWork.Gathered;
import org.dcd.transforms.stage.WorkTimer;
import org.dcd.transforms.train.DeviceCorruptors;

/** Takes one measurement of every image. A shard is a part of the table of images. */
public final class CorruptWork extends Gathered<CorruptSpec, MeasurementShard, ShardResult<MeasurementShard>> {
    private final DeviceCorruptors corruptors;

    /** @param corruptors create what applies the corruption, on the worker */
    public CorruptWork(DeviceCorruptors corruptors) {
        this.corruptors = corruptors;
    }

    /** @param corruptors create what applies the corruption, without a device */
    public CorruptWork(Corruptor.Factory corruptors) {
        this(device -> corruptors);
    }

    @Override
    protected List<MeasurementShard> split(StageTask<CorruptSpec> task) throws IOException {
        return MeasurementShard.split(task);
    }

    @Override
    protected ShardResult<MeasurementShard> runShard(MeasurementShard shard, StageDevice device) throws IOException {
        return shard.measure(corruptors.on(device));
    }

    /** Figures: {@code images}, and {@code images-per-second} unless an earlier attempt had measured all images. */
    @Override
    protected StageResult finish(List<ShardResult<MeasurementShard>> results) throws IOException {
        try (WorkTimer.Span span = WorkTimer.start()) {
            MeasurementShard any = results.get(0).shard();
            StageTask<CorruptSpec> task = any.task();
            long measurements = Tables.rows(task.work(), FileNames.MEASUREMENTS, Measurement.class);
            if (measurements != any.images()) {
                throw new IllegalStateException("stage " + task.name() + " wrote " + measurements + " measurements of "
                        + any.images() + " images");
            }
            ProgressLog.atLeast(task.work(), any.images(), any.images(), "img");
            Map<String, Double> figures = new HashMap<>(Map.of("images", (double) any.images()));
            return ShardResult.ofStage(task, any.split(), results, span, ShardResult.images(results), figures);
        }
    }

    @Override
    public String counter() {
        return "images-corrupted";
    }

    @Override
    protected long counted(ShardResult<MeasurementShard> result) {
        return result.images();
    }
}
