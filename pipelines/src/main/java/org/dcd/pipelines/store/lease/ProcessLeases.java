package org.dcd.pipelines.store.lease;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.dcd.schemas.stage.StageId;

/** Leases that runs of this process hold, so that a store finds the work folder and the lease of a stage. */
public final class ProcessLeases {
    private static final Set<String> RUNS = ConcurrentHashMap.newKeySet();
    /** Work folders of held stages; of several runs, the folder of the last. */
    private static final Map<Stage, WorkName> WORK = new ConcurrentHashMap<>();
    /** Creators of work folders, also after they have lost the lease. */
    private static final Map<WorkOfStage, Leases> CREATORS = new ConcurrentHashMap<>();

    private ProcessLeases() {}

    /** @param store location of the store */
    record Stage(String store, StageId id) {}

    private record WorkOfStage(Stage stage, String folder) {}

    /**
     * The leases with which a work folder was created; they may have lost the stage since.
     *
     * @param store location of the store
     * @param folder name of the work folder
     */
    public static Optional<Leases> creatorOf(String store, StageId id, String folder) {
        return Optional.ofNullable(CREATORS.get(new WorkOfStage(new Stage(store, id), folder)));
    }

    /**
     * The work folder that a run of this process has for a stage.
     *
     * @param store location of the store
     */
    public static Optional<WorkName> workOf(String store, StageId id) {
        return Optional.ofNullable(WORK.get(new Stage(store, id)));
    }

    /** Whether a holder is a run of this process, hence alive. */
    static boolean hasRun(String holder) {
        return RUNS.contains(holder);
    }

    static void addRun(String holder) {
        RUNS.add(holder);
    }

    static void removeRun(String holder) {
        RUNS.remove(holder);
    }

    static void addWork(Stage stage, WorkName work, Leases creator) {
        WORK.put(stage, work);
        CREATORS.put(new WorkOfStage(stage, work.folder()), creator);
    }

    static void removeWork(Stage stage, WorkName work) {
        WORK.remove(stage, work);
        CREATORS.remove(new WorkOfStage(stage, work.folder()));
    }
}
