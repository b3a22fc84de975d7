package org.dcd.runners.cluster;

import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.api.common.accumulators.ListAccumulator;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.io.Reasons;
import org.dcd.schemas.stage.Worker;
import org.dcd.transforms.ops.torch.Gpus;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ort.OrtModel;

/**
 * Checks on a worker, when it is opened there, what stages need: disk space, native libraries, the GPU driver, and the
 * store.
 */
final class ProbeFunction extends RichMapFunction<Long, Long> {
    /** Accumulator of {@link Found}. */
    static final String FOUND = "dcd-found";

    private static final long LEAST_FREE_MB = 256;

    private final Store store;
    private final String marker;
    private final boolean onGpu;

    /**
     * The result on one worker.
     *
     * @param problem what is wrong, and the remedy; empty if nothing is
     * @param missingGpus declared GPUs that CUDA does not find
     */
    record Found(String worker, String problem, int missingGpus) implements Serializable {}

    /**
     * @param marker file that the launcher has written to the folder of runs of the store
     * @param onGpu whether it runs on a declared GPU
     */
    ProbeFunction(Store store, String marker, boolean onGpu) {
        this.store = store;
        this.marker = marker;
        this.onGpu = onGpu;
    }

    @Override
    public void open(OpenContext context) {
        ListAccumulator<Found> found = new ListAccumulator<>();
        getRuntimeContext().addAccumulator(FOUND, found);
        String problem = disk();
        problem = problem.isEmpty() ? libraries() : problem;
        problem = problem.isEmpty() && onGpu ? driver() : problem;
        problem = problem.isEmpty() ? store() : problem;
        found.add(new Found(
                Worker.name(),
                problem,
                problem.isEmpty() ? Gpus.ofThisProcess().missing().size() : 0));
    }

    @Override
    public Long map(Long number) {
        return number;
    }

    private String disk() {
        if (getRuntimeContext() instanceof StreamingRuntimeContext context) {
            for (String folder : context.getTaskManagerRuntimeInfo().getTmpDirectories()) {
                long free = new File(folder).getUsableSpace() >> 20;
                if (free < LEAST_FREE_MB) {
                    return folder + ", where Flink keeps temporary data, has " + free
                            + " MB of free space; free disk space, or set io.tmp.dirs to another folder";
                }
            }
        }
        return "";
    }

    private static String libraries() {
        try {
            TorchEngine.cpu().description();
            OrtModel.runtime();
            return "";
        } catch (BadInputException wrongLibraries) {
            return wrongLibraries.getMessage();
        } catch (LinkageError | RuntimeException e) {
            return "the native libraries cannot be loaded (" + e
                    + "); copy the jars in flink/lib of dcd dist to Flink's lib"
                    + " folder, set classloader.parent-first-patterns.additional to ai.djl;ai.onnxruntime, and restart the"
                    + " worker";
        }
    }

    /** Without the driver, a worker does not know which GPUs of the machine are its own. */
    private static String driver() {
        return System.getProperty(Gpus.GIVEN, "").isEmpty() && !Gpus.shared().isGpu()
                ? "declares GPUs, but the GPU driver of DCD is not loaded and CUDA finds none; copy flink/plugins/gpu of dcd"
                        + " dist to Flink's plugins folder, check that external-resource.gpu.driver-factory.class is set, and"
                        + " restart the worker"
                : "";
    }

    private String store() {
        Folder folder = store.runs();
        String answer = marker + "-" + getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() + "-"
                + Worker.name().replaceAll("[^A-Za-z0-9.-]", "_");
        try {
            if (!folder.exists(marker)) {
                return "cannot find a file that the launcher wrote to the store " + store.location()
                        + "; mount the store there, or give one that all workers can reach, such as --store s3://bucket/path";
            }
            folder.write(answer, out -> out.write('.'));
            folder.delete(answer);
            return "";
        } catch (IOException | RuntimeException e) {
            String why = e instanceof IOException io ? Reasons.of(io) : e.getMessage();
            return "cannot write to the store " + store.location() + " (" + why + "); allow it";
        }
    }
}
