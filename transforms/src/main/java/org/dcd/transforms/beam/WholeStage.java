package org.dcd.transforms.beam;

import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.dcd.schemas.stage.StageOutcome;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.natives.NativeMemory;
import org.dcd.transforms.stage.StageDevice;
import org.dcd.transforms.stage.StageWork;

/** Stages that one worker runs as a whole: one task in, one outcome out. */
final class WholeStage<S extends StageSpec> extends PTransform<PCollection<StageTask<S>>, PCollection<StageOutcome>> {
    private final StageWork.Whole<S> work;

    WholeStage(StageWork.Whole<S> work) {
        this.work = work;
    }

    @Override
    public PCollection<StageOutcome> expand(PCollection<StageTask<S>> tasks) {
        return tasks.apply("Run", ParDo.of(new Run<>(work))).setCoder(SerializableCoder.of(StageOutcome.class));
    }

    private static final class Run<S extends StageSpec> extends DoFn<StageTask<S>, StageOutcome> {
        private final StageWork.Whole<S> work;

        Run(StageWork.Whole<S> work) {
            this.work = work;
        }

        @ProcessElement
        public void process(@Element StageTask<S> task, OutputReceiver<StageOutcome> outcomes) throws Exception {
            StageOutcome outcome;
            if (work.allCores()) {
                ComputeSlots slots = ComputeSlots.ofThisProcess();
                try (ComputeSlots.Lease lease = slots.all()) {
                    outcome = outcome(task, slots.size());
                }
            } else {
                outcome = outcome(task, 1);
            }
            NativeMemory.release();
            // after the lease: a runner may run the next transforms within this call
            outcomes.output(outcome);
        }

        private StageOutcome outcome(StageTask<S> task, int threads) throws Exception {
            return StageOutcome.of(task, () -> work.body().run(task, StageDevice.shared(threads)));
        }
    }
}
