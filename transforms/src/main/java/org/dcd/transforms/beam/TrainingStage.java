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
import org.dcd.schemas.stage.Worker;
import org.dcd.transforms.ops.torch.Gpus;
import org.dcd.transforms.ops.torch.TorchEngine;

/**
 * Stages that one GPU does as a whole: one task in, one result out. A hint says that they belong on a worker which has
 * one; a worker with several does as many at once, and a process without any does one, with all cores to itself.
 */
abstract class TrainingStage<S extends StageSpec>
        extends PTransform<PCollection<StageTask<S>>, PCollection<StageResult>> {
    private final Work<S, StageResult> work;

    /** The stage itself, or what of it a GPU does: plain Java that runs without Beam. */
    @FunctionalInterface
    interface Work<S extends StageSpec, R> extends Serializable {
        R run(StageTask<S> task, TorchEngine engine) throws Exception;
    }

    TrainingStage(Work<S, StageResult> work) {
        this.work = work;
        setResourceHints(GpuHint.NEEDED.hints());
    }

    /** Does the work on a GPU that nobody uses, with a share of the cores; where there is none, with all cores. */
    static <S extends StageSpec, R> R onGpu(StageTask<S> task, Work<S, R> work) throws Exception {
        Gpus gpus = Gpus.ofThisProcess();
        try (Gpus.Lease gpu = gpus.take();
                ComputeSlots.Lease cores = ComputeSlots.ofThisProcess().share(gpus.size());
                Worker.Use place = Worker.on(gpu.name())) {
            return StageException.naming(task, () -> work.run(task, gpu.engine()));
        }
    }

    @Override
    public PCollection<StageResult> expand(PCollection<StageTask<S>> tasks) {
        return tasks.apply(getName(), ParDo.of(new Run<>(work))).setCoder(SerializableCoder.of(StageResult.class));
    }

    private static final class Run<S extends StageSpec> extends DoFn<StageTask<S>, StageResult> {
        private final Work<S, StageResult> work;

        Run(Work<S, StageResult> work) {
            this.work = work;
        }

        @ProcessElement
        public void process(@Element StageTask<S> task, OutputReceiver<StageResult> results) throws Exception {
            results.output(onGpu(task, work));
            Totals.TRAININGS.inc();
        }
    }
}
