package org.dcd.pipelines.beam;

import org.apache.beam.sdk.transforms.DoFn;
import org.dcd.pipelines.store.FinishedStage;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.stage.StageException;
import org.dcd.schemas.stage.StageFailure;
import org.dcd.schemas.stage.StageOutcome;
import org.dcd.schemas.stage.StageResult;
import org.dcd.transforms.beam.Totals;

/** Publishes finished work folders. */
final class PublishStage extends DoFn<StageOutcome, FinishedStage> {
    private final Store store;

    PublishStage(Store store) {
        this.store = store;
    }

    @ProcessElement
    public void publish(@Element StageOutcome outcome, OutputReceiver<FinishedStage> out) throws Exception {
        out.output(StageException.naming(outcome.task(), () -> {
            if (outcome instanceof StageFailure failure) {
                throw failure.error() instanceof Exception e ? e : new IllegalStateException(failure.error());
            }
            return store.publish((StageResult) outcome);
        }));
        Totals.stageMade();
    }
}
