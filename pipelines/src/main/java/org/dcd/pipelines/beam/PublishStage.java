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
 * Publishes the work folders of finished stages. For a failed stage it writes a report and has no output. All outputs
 * have the same key, so that a later stage can join them.
 */
final class PublishStage extends DoFn<StageOutcome, KV<String, FinishedStage>> {
    private final Store store;

    PublishStage(Store store) {
        this.store = store;
    }

    @ProcessElement
    public void publish(@Element StageOutcome outcome, OutputReceiver<KV<String, FinishedStage>> out) throws Exception {
        if (outcome instanceof StageFailure failure) {
            FailureReport.write(failure);
        } else if (outcome instanceof StageResult result) {
            out.output(StageException.naming(result.task(), () -> {
                // a runner may repeat a part of a graph after a failure
                FailureReport.remove(result.task().work());
                return KV.of("", store.publish(result));
            }));
            Totals.stageMade();
        }
    }
}
