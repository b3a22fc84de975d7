package org.dcd.pipelines.store;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.dcd.schemas.stage.StageId;

/**
 * Where leases, heartbeats and work folders are stored. A holder is an id that is drawn anew for every run and never
 * used again. Leases avoid that two runs make one stage; that a published stage is whole does not depend on them.
 */
interface LeaseStore {
    /** Tells this store from others of the process. */
    String location();

    /**
     * Takes a lease that nobody holds.
     *
     * @param expired a holder whose lease may be taken over; empty for none
     * @return false when another holds it
     */
    boolean take(StageId id, String holder, Optional<String> expired) throws IOException;

    /** The holder of a lease. */
    Optional<String> holder(StageId id) throws IOException;

    /** Releases the lease of this holder, and never that of another. */
    void release(StageId id, String holder) throws IOException;

    /**
     * Creates the work folder of a holder, with what the latest holder before has made. The files of a holder that may
     * still write are copied.
     *
     * @param stopped whether a holder is known to write no more
     */
    WorkName beginWork(StageId id, String holder, Predicate<String> stopped) throws IOException;

    /** Marks a work folder as one that its holder writes no more; deletes it when nothing was made. */
    void endWork(StageId id, WorkName work, String holder) throws IOException;

    /** Work folders of a stage. */
    List<WorkName> works(StageId id) throws IOException;

    /** Starts the heartbeat of a holder. */
    Heartbeat start(String holder, String about) throws IOException;

    /** Holders with a heartbeat, alive or not. */
    List<String> holders() throws IOException;

    /** The text of a holder's heartbeat, which changes with every beat. Empty when there is none. */
    String heartbeat(String holder) throws IOException;

    /** What the operating system says of a holder's process. */
    ProcessState process(String holder) throws IOException;

    /** Deletes the heartbeat of a holder that has ended. */
    void delete(String holder) throws IOException;

    /**
     * Releases the leases of a holder that has ended and deletes its heartbeat.
     *
     * @param stages that it may have leases of
     * @param writes whether something of it may still write
     */
    default void forget(String holder, Collection<StageId> stages, boolean writes) throws IOException {
        for (StageId id : stages) {
            for (WorkName work : writes ? List.<WorkName>of() : works(id)) {
                if (work.isOf(holder)) {
                    endWork(id, work, holder);
                }
            }
            release(id, holder);
        }
        delete(holder);
    }

    /** What the operating system of this machine says of a process. */
    enum ProcessState {
        RUNNING,
        ENDED,
        /** It is of another machine, or its file system has no locks. */
        UNKNOWN
    }

    /** The heartbeat of a holder of this process. */
    interface Heartbeat extends AutoCloseable {
        /** Shows that the holder is alive: one write. */
        void write() throws IOException;

        /** Names the job of a cluster that makes the holder's stages; empty when none does any more. */
        void name(String job) throws IOException;

        /** Stops and says so, but leaves the heartbeat, for the sake of the job that was named. */
        void leave() throws IOException;

        @Override
        void close() throws IOException;
    }
}
