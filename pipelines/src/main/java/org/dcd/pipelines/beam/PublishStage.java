package org.dcd.pipelines.beam;

import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.dcd.pipelines.store.FinishedStage;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.stage.StageException;
import org.dcd.schemas.stage.StageFailure;
import org.dcd.schemas.stage.StageOutcome;
import org.dcd.schemas.stage.StageResult;
import org.dcd.transforms.beam.Totals;

/**
 * Publishes finished work folders; of a failed stage it leaves a report and gives nothing. All have one key, to be
 * joined.
 */
final class PublishStage extends DoFn<StageOutcome, KV<String, FinishedStage>> {
    private final Store store;

    PublishStage(Store store) {
        this.store = store;
    }

    @ProcessElement
    public void publish(@Element StageOutcome outcome, OutputReceiver<KV<String, FinishedStage>> out) throws Exception {
        if (outcome instanceof StageFailure failure) {
            FailureReport.leave(failure);
        } else if (outcome instanceof StageResult result) {
            out.output(StageException.naming(result.task(), () -> {
                // of an earlier attempt, when a runner repeats a part of a graph
                FailureReport.remove(result.task().work());
                return KV.of("", store.publish(result));
            }));
            Totals.stageMade();
        }
    }
}
