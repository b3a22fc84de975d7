package org.dcd.pipelines.run;

import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.dcd.pipelines.store.Store;

/** One way to run Beam pipelines. */
public interface GraphRunner {
    /** Name at the command line. */
    String name();

    /**
     * Asks what there is, when a plan is made, and changes nothing.
     *
     * @param store that all workers must reach
     * @return what there is, in words; empty for a runner in this process
     * @throws org.dcd.schemas.BadInputException when a graph could not run there, with what to change
     */
    String check(Store store) throws InterruptedException;

    /**
     * Lets every worker try what stages will need: the store, native libraries, room on its disk. After {@link #check},
     * and before there is anything to lose.
     *
     * @return what is worth a warning
     * @throws org.dcd.schemas.BadInputException when one cannot, with what to change
     */
    List<String> probe(Store store) throws InterruptedException;

    /** Stages that one graph may have; more are made in several graphs, one after the other. */
    default int mostStages() {
        return 300;
    }

    /**
     * Builds a pipeline and starts it.
     *
     * @param build adds the transforms
     * @throws Exception whatever keeps it from starting
     */
    RunningJob start(Consumer<Pipeline> build) throws Exception;
}
