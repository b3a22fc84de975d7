package org.dcd.pipelines.run;

import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.dcd.pipelines.store.Store;
import org.dcd.transforms.ops.torch.TorchLibraries;
import org.dcd.transforms.ort.OrtLibraries;

/** Runs Beam graphs as jobs. */
public interface GraphRunner {
    /** Name of the runner in options and profiles. */
    String name();

    /**
     * Checks when a plan is made that jobs can run. Changes nothing.
     *
     * @param store store that all workers must reach
     * @return description of the cluster; empty for a runner in this process
     * @throws org.dcd.schemas.BadInputException when jobs cannot run, with the remedy
     */
    default String check(Store store) throws InterruptedException {
        return "";
    }

    /**
     * Tests on every worker what stages need: the store, native libraries, free disk space. Called after {@link #check}
     * and before the first job.
     *
     * @return warnings
     * @throws org.dcd.schemas.BadInputException when a worker fails the test, with the remedy
     */
    default List<String> probe(Store store) throws InterruptedException {
        // a runner in this process works with the libraries of this process
        TorchLibraries.check();
        OrtLibraries.check();
        return List.of();
    }

    /** Whether stages run in this process. */
    default boolean isInThisProcess() {
        return true;
    }

    /**
     * Memory of the processes that train; of the smallest if there are several.
     *
     * @throws org.dcd.schemas.BadInputException when a cluster does not answer, with the remedy
     */
    default WorkerMemory memory() throws InterruptedException {
        return WorkerMemory.ofThisProcess();
    }

    /**
     * Maximum number of stages in one job. More stages are made in several jobs, one after the other, which the
     * launcher submits.
     */
    default int maxStages() {
        return 300;
    }

    /** GPUs of one worker that each training takes. */
    default int gpusPerTraining() {
        return 1;
    }

    /**
     * Builds a graph and starts it as a job.
     *
     * @param build adds the transforms to the pipeline
     * @throws Exception when the job cannot be started
     */
    RunningJob start(Consumer<Pipeline> build) throws Exception;
}
