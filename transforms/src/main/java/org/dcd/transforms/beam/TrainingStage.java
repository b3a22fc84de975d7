package org.dcd.transforms.beam;

import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.dcd.schemas.stage.StageOutcome;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.stage.Worker;
import org.dcd.transforms.natives.NativeMemory;
import org.dcd.transforms.ops.torch.Gpus;
import org.dcd.transforms.ops.torch.TorchDevices;
import org.dcd.transforms.stage.StageWork;

/**
 * Stages that run on GPUs of their own: one task in, one outcome out. A hint requests a worker with as many GPUs. A
 * worker runs as many stages at once as its GPUs allow; a process without GPUs runs one at a time on all cores.
 */
final class TrainingStage<S extends StageSpec>
        extends PTransform<PCollection<StageTask<S>>, PCollection<StageOutcome>> {
    private final StageWork.Training<S> work;
    private final int gpus;

    /** @param gpus GPUs of each stage, at least 1 */
    TrainingStage(StageWork.Training<S> work, int gpus) {
        this.work = work;
        this.gpus = gpus;
        setResourceHints(GpuHint.NEEDED.hints(gpus));
    }

    /** Work that takes GPUs. */
    @FunctionalInterface
    interface OnGpus<R> {
        R run(TorchDevices devices) throws Exception;
    }

    /** Runs work on free GPUs with a share of the cores; in a process without GPUs on all cores. */
    static <R> R onGpus(int count, OnGpus<R> work) throws Exception {
        Gpus all = Gpus.ofThisProcess();
        try (Gpus.Lease taken = all.take(count);
                ComputeSlots.Lease cores = ComputeSlots.ofThisProcess().share(all.trainings(count));
                Worker.Use place = Worker.on(taken.name())) {
            return work.run(taken.devices());
        }
    }

    @Override
    public PCollection<StageOutcome> expand(PCollection<StageTask<S>> tasks) {
        return tasks.apply("Run", ParDo.of(new Run<>(work, gpus))).setCoder(SerializableCoder.of(StageOutcome.class));
    }

    private static final class Run<S extends StageSpec> extends DoFn<StageTask<S>, StageOutcome> {
        private final StageWork.Training<S> work;
        private final int gpus;

        Run(StageWork.Training<S> work, int gpus) {
            this.work = work;
            this.gpus = gpus;
        }

        @ProcessElement
        public void process(@Element StageTask<S> task, OutputReceiver<StageOutcome> outcomes) throws Exception {
            StageOutcome outcome = StageOutcome.of(
                    task, () -> onGpus(gpus, devices -> work.body().run(task, devices)));
            NativeMemory.release();
            outcomes.output(outcome);
            if (outcome instanceof StageResult) {
                Totals.TRAININGS.inc();
            }
        }
    }
}
