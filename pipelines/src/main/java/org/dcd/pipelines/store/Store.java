package org.dcd.pipelines.store;

import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageResult;

/**
 * Where finished stages live under their content keys. Readers see whole stages only: a stage appears at once, with its
 * manifest, or not at all.
 *
 * <p>Layout: {@code stages/<kind>/<key>/} finished stages; {@code work/<kind>/<key>.<n>-<holder>/} work folders, which
 * survive kills; {@code damaged/} what was set aside; {@code replaced/} what was made again; {@code runs/} records of
 * runs.
 */
public interface Store extends Serializable {
    /**
     * The store in a folder, which need not exist yet: nothing is created before {@link #prepare}. A path that cannot
     * hold a store is bad input.
     */
    static Store open(Path root) {
        return LocalStore.open(root);
    }

    /**
     * The store at a location: a local path, or a URI of one of Beam's file systems such as {@code s3://bucket/path} or
     * {@code hdfs://host:port/path}.
     */
    static Store open(String location) {
        return isRemote(location) ? RemoteStore.open(location) : LocalStore.open(path(location));
    }

    /** Whether a location is none of this machine's file system. */
    static boolean isRemote(String location) {
        return location.matches("[A-Za-z][A-Za-z0-9+.-]+://.*") && !location.startsWith("file:");
    }

    /** The folder at a location that is not {@linkplain #isRemote remote}. */
    static Path path(String location) {
        return location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
    }

    /** A copy on this machine of a file of a stage that is elsewhere; empty for one that is here. */
    static Optional<Path> localCopy(Folder stage, String file) throws IOException {
        return stage instanceof PublishedFolder published ? Optional.of(published.local(file)) : Optional.empty();
    }

    String location();

    /** What the store has under a key; checks the manifest and the sizes of the files. Changes nothing. */
    LookupResult find(StageId id);

    /** As {@link #find}, and hashes every file. */
    LookupResult verify(StageId id);

    /** Manifests of all stages of a kind that can be read, without a look at their files. Changes nothing. */
    List<Manifest> manifests(String kind);

    /** Folder of a finished stage. */
    Folder stage(StageId id);

    /** Folder in which a stage is made; it may hold checkpoints of an earlier attempt. */
    Folder work(StageId id);

    /** The work folder of a stage for those who only look at how somebody else gets on. */
    Folder readOnlyWork(StageId id);

    /** Records of runs. */
    Folder runs();

    /** What tells of runs that are at work. */
    Folder activeRuns();

    /** All that lies in it, for those who can ask no cluster: what a job may be at counts as being at work. */
    default StoreContents contents() {
        return contents(JobState.Source.NONE);
    }

    /**
     * All that lies in it.
     *
     * @param jobs asked whether the job of a launcher that is gone is still at work
     */
    StoreContents contents(JobState.Source jobs);

    /** Creates the store when it is new and makes sure that it can be written; a store that cannot is bad input. */
    void prepare();

    /**
     * Publishes what lies in the work folder of a stage: hashes the files, writes the manifest last, then moves the
     * folder into place at once. When the stage is there already, that one is kept and this one dropped. Lets go of the
     * stage's lease when this process holds it.
     */
    FinishedStage publish(StageResult result);

    /**
     * Finishes a publication that a crash cut short after the manifest was written. Only for the holder of the lease.
     *
     * @return whether there was one
     */
    boolean recover(StageId id);

    /**
     * Moves a damaged stage out of the way, never deleting it. Only for the holder of the lease.
     *
     * @return where it is now; empty when there was nothing
     */
    Optional<String> setAside(StageId id);

    /**
     * Lets the next publication of a stage take the place of what is there, which is moved to {@code replaced/}. Only
     * for the holder of the lease.
     */
    void replaceNext(StageId id);

    /** Whether a publication is awaited that takes the place of what is there. */
    boolean isReplacing(StageId id);

    /**
     * The rights of a new run to make stages, against all other processes that use the store. They end with the process
     * at the latest.
     *
     * @param stages keys of all stages that the run needs, which nobody is to tidy away meanwhile
     * @param lost called, from another thread, when another run took a stage over because this one stood still
     * @param jobs asked whether the job of a launcher that is gone is still at work
     */
    Leases leases(Collection<String> stages, Runnable lost, JobState.Source jobs);

    /** As above, for those who can ask no cluster. */
    default Leases leases(Collection<String> stages, Runnable lost) {
        return leases(stages, lost, JobState.Source.NONE);
    }

    /**
     * What is known of a launcher. One of another machine is alive until this process has observed for a minute that
     * its heartbeat does not change.
     *
     * @param id of its {@link Leases}
     */
    LauncherStatus launcher(String id);

    /**
     * Forgets a launcher that has ended, and whose job has.
     *
     * @param stages that it may have taken
     * @param writes whether workers may still be at its job
     */
    void forget(String launcher, Collection<StageId> stages, boolean writes);
}
