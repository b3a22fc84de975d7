package org.dcd.transforms.stage.dataset;

import java.io.IOException;
import java.util.List;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.stage.StageWork.Gathered;

/** Reads a data set into the tables of its stage: part by part, or as a whole where the source cannot be divided. */
public final class DatasetWork extends Gathered<DatasetSpec, IngestShard, IngestShard.Done> {
    private final int imagesPerPart;

    /** @param imagesPerPart at most */
    public DatasetWork(int imagesPerPart) {
        this.imagesPerPart = imagesPerPart;
    }

    @Override
    protected List<IngestShard> split(StageTask<DatasetSpec> task) throws IOException {
        return IngestShard.split(task, imagesPerPart);
    }

    @Override
    protected IngestShard.Done runShard(IngestShard shard, OrtOptions options) throws IOException {
        return shard.write();
    }

    @Override
    protected StageResult finish(List<IngestShard.Done> results) throws IOException {
        return DatasetIngest.result(results);
    }
}
