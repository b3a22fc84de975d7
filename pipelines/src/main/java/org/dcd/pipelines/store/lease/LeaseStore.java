package org.dcd.pipelines.store.lease;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.dcd.schemas.stage.StageId;

/**
 * Storage of leases, heartbeats and work folders. The id of a holder is unique for every run. Leases avoid that two
 * runs make the same stage; the integrity of published stages does not depend on them.
 */
public interface LeaseStore {
    /** Location of the store, which distinguishes the stores of a process. */
    String location();

    /**
     * Takes the lease of a stage when it is free.
     *
     * @param expired holder whose lease may be taken over; empty for none
     * @return false when another holder has the lease
     */
    boolean take(StageId id, String holder, Optional<String> expired) throws IOException;

    /** The holder of a lease; empty when the lease is free. */
    Optional<String> holder(StageId id) throws IOException;

    /** Releases the lease of a stage if this holder has it. */
    void release(StageId id, String holder) throws IOException;

    /**
     * Creates the work folder of a holder with the files of the previous holder. The files of a holder that may still
     * write are copied, others are moved.
     *
     * @param stopped whether a holder is known to write no more
     */
    WorkName beginWork(StageId id, String holder, Predicate<String> stopped) throws IOException;

    /** Marks a work folder as released by its holder. Deletes a folder without files. */
    void endWork(StageId id, WorkName work, String holder) throws IOException;

    /** Work folders of a stage. */
    List<WorkName> works(StageId id) throws IOException;

    /**
     * Starts the heartbeat of a holder.
     *
     * @param run lines about its run, see {@link HeartbeatText#runLines}
     */
    Heartbeat start(String holder, String run) throws IOException;

    /** Holders that have a heartbeat, alive or not. */
    List<String> holders() throws IOException;

    /**
     * The heartbeat of a holder, at most its first 4096 bytes: the keys of stages may be incomplete. Every renewal
     * changes the text.
     */
    HeartbeatText heartbeat(String holder) throws IOException;

    /** Keys of the stages that the run of a holder needs. */
    Set<String> stages(String holder) throws IOException;

    /** State of the process of a holder, as the operating system of this machine knows it. */
    ProcessState process(String holder) throws IOException;

    /** Deletes the heartbeat of a holder that has ended. */
    void delete(String holder) throws IOException;

    /**
     * Releases the leases of a holder that has ended and deletes its heartbeat.
     *
     * @param stages stages whose leases the holder may have
     * @param writes whether its workers may still write
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

    /** State of a process, as the operating system of this machine knows it. */
    enum ProcessState {
        /** The process runs on this machine. */
        RUNNING,
        /** The process ran on this machine and has ended. */
        ENDED,
        /** The process runs on another machine, or the file system has no locks. */
        UNKNOWN
    }

    /** The heartbeat of a holder of this process. */
    interface Heartbeat extends AutoCloseable {
        /** Renews the heartbeat with one write. */
        void write() throws IOException;

        /** Stores the address of the job that makes the holder's stages; empty when no job does any more. */
        void setJob(String job) throws IOException;

        /** Ends the heartbeat but keeps its text, marked as detached, for the job that was set. */
        void detach() throws IOException;

        @Override
        void close() throws IOException;
    }
}
