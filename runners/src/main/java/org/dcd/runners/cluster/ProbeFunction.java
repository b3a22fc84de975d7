package org.dcd.runners.cluster;

import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.api.common.accumulators.ListAccumulator;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.io.Reasons;
import org.dcd.schemas.stage.Worker;
import org.dcd.transforms.ops.torch.Gpus;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ort.OrtModel;

/** Tries on a worker, when it is opened there, what stages will need. */
final class ProbeFunction extends RichMapFunction<Long, Long> {
    /** Accumulator of {@link Found}. */
    static final String FOUND = "dcd-found";

    private static final long LEAST_FREE_MB = 256;

    private final Store store;
    private final String mark;
    private final boolean onGpu;

    /**
     * @param problem what is wrong, with what to change; empty when nothing is
     * @param missingGpus declared GPUs that CUDA does not see
     */
    record Found(String worker, String problem, int missingGpus) implements Serializable {}

    /**
     * @param mark file that the launcher has written among the runs of the store
     * @param onGpu whether the worker declares a GPU for it
     */
    ProbeFunction(Store store, String mark, boolean onGpu) {
        this.store = store;
        this.mark = mark;
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
                    return folder + ", where Flink keeps what travels, has " + free
                            + " MB of free space; make room, or set io.tmp.dirs";
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
        } catch (LinkageError | RuntimeException e) {
            return "the native libraries do not load (" + e + "); copy the jars that dcd dist puts into flink/lib to"
                    + " Flink's lib folder, let classloader.parent-first-patterns.additional be ai.djl;ai.onnxruntime, and"
                    + " start the worker again";
        }
    }

    /** Without the driver a worker does not know which of the machine's GPUs are its own. */
    private static String driver() {
        return System.getProperty(Gpus.GIVEN, "").isEmpty() && !Gpus.shared().isGpu()
                ? "declares GPUs, of which it was told nothing and CUDA sees none; copy flink/plugins/gpu of dcd dist to"
                        + " Flink's plugins folder, see that external-resource.gpu.driver-factory.class is set, and start"
                        + " the worker again"
                : "";
    }

    private String store() {
        Folder folder = store.runs();
        String answer = mark + "-" + getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() + "-"
                + Worker.name().replaceAll("[^A-Za-z0-9.-]", "_");
        try {
            if (!folder.exists(mark)) {
                return "does not see what the launcher writes to the store " + store.location()
                        + "; mount it there, or give a store that all reach, such as --store s3://bucket/path";
            }
            folder.write(answer, out -> out.write('.'));
            folder.delete(answer);
            return "";
        } catch (IOException | RuntimeException e) {
            String why = e instanceof IOException io ? Reasons.of(io) : e.getMessage();
            return "cannot write to the store " + store.location() + " (" + why + "); let it";
        }
    }
}
