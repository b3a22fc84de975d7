package org.dcd.pipelines.store;

import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.dcd.pipelines.store.lease.JobState;
import org.dcd.pipelines.store.lease.LauncherStatus;
import org.dcd.pipelines.store.lease.Leases;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageResult;

/**
 * A store of finished stages, addressed by their content keys. A stage appears atomically with its manifest: readers
 * see complete stages only.
 *
 * <p>Layout: {@code stages/<kind>/<key>/} finished stages; {@code work/<kind>/<key>.<n>-<holder>/} work folders, which
 * survive crashes; {@code damaged/} damaged stages that were set aside; {@code replaced/} stages that were made again;
 * {@code runs/} records of runs.
 */
public interface Store extends Serializable {
    /**
     * Opens the store in a folder. The folder need not exist: nothing is created before {@link #prepare}.
     *
     * @throws org.dcd.schemas.BadInputException when the path cannot be a store
     */
    static Store open(Path root) {
        return LocalStore.open(root);
    }

    /**
     * Opens the store at a location: a local path, or a URI of one of Beam's file systems such as
     * {@code s3://bucket/path} or {@code hdfs://host:port/path}.
     *
     * @throws org.dcd.schemas.BadInputException when the location cannot be a store
     */
    static Store open(String location) {
        return isRemote(location) ? RemoteStore.open(location) : LocalStore.open(path(location));
    }

    /** Whether a location is a URI of another file system than that of this machine. */
    static boolean isRemote(String location) {
        return location.matches("[A-Za-z][A-Za-z0-9+.-]+://.*") && !location.startsWith("file:");
    }

    /** The folder of a location that is not {@linkplain #isRemote remote}. */
    static Path path(String location) {
        return location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
    }

    /** A copy on this machine of a file of a remote stage; empty for a local stage. */
    static Optional<Path> localCopy(Folder stage, String file) throws IOException {
        return stage instanceof PublishedFolder published ? Optional.of(published.local(file)) : Optional.empty();
    }

    /** Absolute path, or URI without a slash at its end. */
    String location();

    /** Looks up a stage. Checks the manifest and the sizes of the files. */
    LookupResult find(StageId id);

    /** As {@link #find}, and compares the hash of every file. */
    LookupResult verify(StageId id);

    /** Manifests of all stages of a kind. Manifests that cannot be read are omitted, and files are not checked. */
    List<Manifest> manifests(String kind);

    /** Folder of a finished stage. Reading fails when the store does not have the stage. */
    Folder stage(StageId id);

    /** Work folder of a stage. It may contain checkpoints of an earlier attempt. */
    Folder work(StageId id);

    /** Work folder of a stage, to follow the progress of another process. */
    Folder readOnlyWork(StageId id);

    /** Records of runs. */
    Folder runs();

    /** Records of active runs. */
    Folder activeRuns();

    /** As {@link #contents(JobState.Source)}, when no cluster can be asked: every job counts as running. */
    default StoreContents contents() {
        return contents(JobState.Source.NONE);
    }

    /**
     * All contents of the store.
     *
     * @param jobs states of the jobs of launchers that have ended
     */
    StoreContents contents(JobState.Source jobs);

    /**
     * Creates the store if it does not exist, and tests that it can be written.
     *
     * @throws org.dcd.schemas.BadInputException when it cannot be written
     */
    void prepare();

    /**
     * Publishes the work folder of a stage: hashes its files, writes the manifest last, and moves the folder into place
     * atomically. A stage that the store already has is kept, and the work folder is deleted. Releases the lease of the
     * stage if this process holds it.
     *
     * @throws org.dcd.pipelines.store.files.StoreException when the stage cannot be published
     */
    FinishedStage publish(StageResult result);

    /**
     * Finishes a publication that a crash interrupted after the manifest was written. Requires the lease of the stage.
     *
     * @return whether the stage was published
     */
    boolean recover(StageId id);

    /**
     * Moves a damaged stage to {@code damaged/}. Requires the lease of the stage.
     *
     * @return its new location; empty when the stage is missing or not damaged
     */
    Optional<String> setAside(StageId id);

    /**
     * Marks the work folder of a stage: its publication replaces the finished stage, which moves to {@code replaced/}.
     * Empties the work folder. Requires the lease of the stage.
     */
    void replaceNext(StageId id);

    /** Whether the work folder of a stage is marked to {@linkplain #replaceNext replace} the finished stage. */
    boolean isReplacing(StageId id);

    /**
     * Begins a new run, which can then take leases of stages. Its leases end with this process at the latest, unless it
     * {@linkplain Leases#setJob sets a job}.
     *
     * @param stages keys of all stages that the run needs, which must not be deleted meanwhile
     * @param lost called, from another thread, when another run has taken over a lease because this process was
     *     suspended
     * @param jobs states of the jobs of launchers that have ended
     */
    Leases leases(Collection<String> stages, Runnable lost, JobState.Source jobs);

    /** As {@link #leases(Collection, Runnable, JobState.Source)}, when no cluster can be asked. */
    default Leases leases(Collection<String> stages, Runnable lost) {
        return leases(stages, lost, JobState.Source.NONE);
    }

    /**
     * Status of a launcher. A launcher of another machine is alive until this process has observed for a minute that
     * its heartbeat does not change.
     *
     * @param id id of its {@link Leases}
     */
    LauncherStatus launcher(String id);

    /**
     * Releases the leases of a launcher that has ended and deletes its heartbeat.
     *
     * @param launcher id of its {@link Leases}
     * @param stages stages whose leases the launcher may have
     * @param writes whether workers of its job may still write
     */
    void forget(String launcher, Collection<StageId> stages, boolean writes);
}
