package org.dcd.pipelines.graph;

import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.dcd.pipelines.store.Store;

/** One way to run Beam pipelines. */
public interface GraphRunner {
    /** Name at the command line. */
    String name();

    /**
     * Looks whether a graph could run there, before one is built: a cluster is asked what it has.
     *
     * @param store that all workers must reach
     * @throws org.dcd.schemas.BadInputException when it could not, with what to change
     */
    void check(Store store) throws InterruptedException;

    /**
     * Builds a pipeline and starts it.
     *
     * @param build adds the transforms
     * @throws Exception whatever keeps it from starting
     */
    RunningGraph start(Consumer<Pipeline> build) throws Exception;
}
