package org.dcd.transforms.beam;

import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.resourcehints.ResourceHints;
import org.apache.beam.sdk.values.PCollection;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageException;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.stage.Worker;
import org.dcd.transforms.torch.Gpus;
import org.dcd.transforms.torch.TorchEngine;

/**
 * Stages that one GPU does as a whole: one task in, one result out. A hint says that they belong on a worker which has
 * one; a worker with several does as many at once, and a process without any does one, with all cores to itself.
 */
abstract class TrainingStage<S extends StageSpec>
        extends PTransform<PCollection<StageTask<S>>, PCollection<StageResult>> {
    private static final String ACCELERATOR = "type:nvidia-gpu;count:1;install-nvidia-driver";

    private final Work<S> work;

    /** The stage itself: plain Java that runs without Beam. */
    @FunctionalInterface
    interface Work<S extends StageSpec> extends Serializable {
        StageResult run(StageTask<S> task, TorchEngine engine) throws Exception;
    }

    TrainingStage(Work<S> work) {
        this.work = work;
        setResourceHints(ResourceHints.create().withAccelerator(ACCELERATOR));
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
            Gpus gpus = Gpus.ofThisProcess();
            try (Gpus.Lease gpu = gpus.take();
                    ComputeSlots.Lease cores = ComputeSlots.ofThisProcess().share(gpus.size())) {
                results.output(StageException.naming(task, () -> {
                    say(task, gpu);
                    return work.run(task, gpu.engine());
                }));
            }
        }

        /** Where it runs, for whoever watches; nothing on a machine alone that has no GPU. */
        private static void say(StageTask<?> task, Gpus.Lease gpu) throws IOException {
            String place = Stream.of(Optional.of(Worker.name()), gpu.describe())
                    .flatMap(Optional::stream)
                    .filter(words -> !words.isEmpty())
                    .collect(Collectors.joining(", "));
            if (!place.isEmpty()) {
                try (ProgressLog log = ProgressLog.open(task.work())) {
                    log.append(new ProgressLine(System.currentTimeMillis(), 0, 0, "", Map.of(), "on " + place));
                }
            }
        }
    }
}
