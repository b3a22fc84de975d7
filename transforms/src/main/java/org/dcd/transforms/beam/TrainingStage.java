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
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.stage.StageWork;

/**
 * Stages that one GPU runs as a whole: one task in, one outcome out. A hint requests a worker with a GPU. A worker with
 * several GPUs runs that many stages at once; a process without GPUs runs one at a time on all cores.
 */
final class TrainingStage<S extends StageSpec>
        extends PTransform<PCollection<StageTask<S>>, PCollection<StageOutcome>> {
    private final StageWork.Training<S> work;

    TrainingStage(StageWork.Training<S> work) {
        this.work = work;
        setResourceHints(GpuHint.NEEDED.hints());
    }

    /** Work that takes a GPU. */
    @FunctionalInterface
    interface OnGpu<R> {
        R run(TorchEngine engine) throws Exception;
    }

    /** Runs work on a free GPU with a share of the cores; in a process without GPUs on all cores. */
    static <R> R onGpu(OnGpu<R> work) throws Exception {
        Gpus gpus = Gpus.ofThisProcess();
        try (Gpus.Lease gpu = gpus.take();
                ComputeSlots.Lease cores = ComputeSlots.ofThisProcess().share(gpus.size());
                Worker.Use place = Worker.on(gpu.name())) {
            return work.run(gpu.engine());
        }
    }

    @Override
    public PCollection<StageOutcome> expand(PCollection<StageTask<S>> tasks) {
        return tasks.apply("Run", ParDo.of(new Run<>(work))).setCoder(SerializableCoder.of(StageOutcome.class));
    }

    private static final class Run<S extends StageSpec> extends DoFn<StageTask<S>, StageOutcome> {
        private final StageWork.Training<S> work;

        Run(StageWork.Training<S> work) {
            this.work = work;
        }

        @ProcessElement
        public void process(@Element StageTask<S> task, OutputReceiver<StageOutcome> outcomes) throws Exception {
            StageOutcome outcome =
                    StageOutcome.of(task, () -> onGpu(engine -> work.body().run(task, engine)));
            NativeMemory.release();
            outcomes.output(outcome);
            if (outcome instanceof StageResult) {
                Totals.TRAININGS.inc();
            }
        }
    }
}
