package org.dcd.transforms.beam;

import java.io.Serializable;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.dcd.schemas.stage.StageException;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;

/** Stages that one worker does as a whole: one task in, one result out, with all cores to itself. */
abstract class WholeStage<S extends StageSpec> extends PTransform<PCollection<StageTask<S>>, PCollection<StageResult>> {
    private final Work<S> work;

    /** The stage itself: plain Java that runs without Beam. */
    @FunctionalInterface
    interface Work<S extends StageSpec> extends Serializable {
        StageResult run(StageTask<S> task) throws Exception;
    }

    WholeStage(Work<S> work) {
        this.work = work;
    }

    @Override
    public PCollection<StageResult> expand(PCollection<StageTask<S>> tasks) {
        return tasks.apply(getName(), ParDo.of(new Run<>(work))).setCoder(SerializableCoder.of(StageResult.class));
    }

    private static final class Run<S extends StageSpec> extends DoFn<StageTask<S>, StageResult> {
        private final Work<S> work;

        Run(Work<S> work) {
            this.work = work;
        }

        @ProcessElement
        public void process(@Element StageTask<S> task, OutputReceiver<StageResult> results) throws Exception {
            try (ComputeSlots.Lease lease = ComputeSlots.ofThisProcess().all()) {
                results.output(StageException.naming(task, () -> work.run(task)));
            }
        }
    }
}
