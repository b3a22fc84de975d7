package org.dcd.pipelines.beam;

import org.apache.beam.sdk.transforms.DoFn;
import org.dcd.pipelines.store.FinishedStage;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.stage.StageException;
import org.dcd.schemas.stage.StageResult;
import org.dcd.transforms.beam.Totals;

/** Publishes finished work folders. */
final class PublishStage extends DoFn<StageResult, FinishedStage> {
    private final Store store;

    PublishStage(Store store) {
        this.store = store;
    }

    @ProcessElement
    public void publish(@Element StageResult result, OutputReceiver<FinishedStage> out) throws Exception {
        out.output(StageException.naming(result.task(), () -> store.publish(result)));
        Totals.stageMade();
    }
}
