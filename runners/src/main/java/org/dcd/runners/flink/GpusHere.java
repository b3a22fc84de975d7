package org.dcd.runners.flink;

import org.dcd.transforms.ops.torch.Gpus;

/** Check of the runners in this process. */
public final class GpusHere {
    private GpusHere() {}

    /**
     * Checks that a training can get its GPUs. Loads libtorch only if it needs several.
     *
     * @param gpusPerTraining GPUs of each training, at least 1
     * @throws org.dcd.schemas.BadInputException if this process has fewer
     */
    public static void check(int gpusPerTraining) {
        if (gpusPerTraining > 1) {
            Gpus.ofThisProcess().checkPerTraining(gpusPerTraining);
        }
    }
}
