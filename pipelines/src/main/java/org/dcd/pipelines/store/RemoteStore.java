package org.dcd.pipelines.store;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dcd.pipelines.store.files.BeamFolder;
import org.dcd.pipelines.store.files.StoreException;
import org.dcd.pipelines.store.files.StoreFileSystems;
import org.dcd.pipelines.store.lease.JobState;
import org.dcd.pipelines.store.lease.LauncherStatus;
import org.dcd.pipelines.store.lease.Leases;
import org.dcd.pipelines.store.lease.Liveness;
import org.dcd.pipelines.store.lease.ProcessLeases;
import org.dcd.pipelines.store.lease.RemoteLeases;
import org.dcd.pipelines.store.lease.RemoteWork;
import org.dcd.pipelines.store.lease.WorkName;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.io.Urls;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageResult;

/**
 * A store on one of Beam's file systems, which only needs to read, write, list and delete files. A stage exists when
 * its manifest does, which is written last: files without a manifest are ignored. Work folders are in a {@link Mirror}.
 *
 * @param location URI without a slash at its end
 */
record RemoteStore(String location) implements Store {
    static RemoteStore open(String uri) {
        if (Urls.hasSecrets(uri)) {
            throw new BadInputException("store '" + Urls.shown(uri) + "' has a user, a password or a token in its URI,"
                    + " which would appear in records and messages; remove them, and set AWS_ACCESS_KEY_ID and"
                    + " AWS_SECRET_ACCESS_KEY for S3, or HADOOP_USER_NAME for HDFS");
        }
        if (uri.matches(".*[*?\\[\\]{}\\s].*")) {
            throw new BadInputException("store '" + uri + "': a location must not contain * ? [ ] { } or spaces");
        }
        return new RemoteStore(uri.replaceFirst("/+$", ""));
    }

    private BeamFolder root() {
        return new BeamFolder(location);
    }

    private Mirror mirror() {
        return Mirror.of(location);
    }

    private BeamFolder remote(StageId id) {
        return root().in("stages").in(id.kind()).in(id.key());
    }

    private WorkFolder workFolder(StageId id) {
        try {
            Optional<WorkName> ours = ProcessLeases.workOf(location, id);
            return new WorkFolder(
                    location,
                    id.kind(),
                    ours.isPresent() ? ours.get() : works(id.kind()).latest(id.key()));
        } catch (IOException e) {
            throw failed("the work folders of " + id + " could not be listed", e);
        }
    }

    private RemoteWork works(String kind) {
        return new RemoteWork(root(), kind, mirror().work(kind));
    }

    private RemotePublisher publisher(Runnable step) {
        return new RemotePublisher(this, root(), mirror(), step);
    }

    @Override
    public LookupResult find(StageId id) {
        try {
            return RemoteCheck.check(remote(id), id, false);
        } catch (IOException e) {
            throw failed("stage " + id + " could not be read", e);
        }
    }

    @Override
    public LookupResult verify(StageId id) {
        try {
            return RemoteCheck.check(remote(id), id, true);
        } catch (IOException e) {
            throw failed("stage " + id + " could not be read", e);
        }
    }

    @Override
    public List<Manifest> manifests(String kind) {
        try {
            BeamFolder folder = root().in("stages").in(kind);
            return folder.matches("*/" + Manifests.FILE).keySet().parallelStream()
                    .map(path -> path.substring(0, path.indexOf('/')))
                    .flatMap(key -> RemoteCheck.manifest(folder.in(key)).stream())
                    .toList();
        } catch (IOException e) {
            throw failed("the " + kind + " stages could not be listed", e);
        }
    }

    @Override
    public Folder stage(StageId id) {
        return new PublishedFolder(location, remote(id));
    }

    @Override
    public Folder work(StageId id) {
        return workFolder(id);
    }

    @Override
    public Folder readOnlyWork(StageId id) {
        return new ReadOnlyWorkFolder(workFolder(id));
    }

    @Override
    public Folder runs() {
        return root().in("runs");
    }

    @Override
    public Folder activeRuns() {
        return root().in("runs").in("active");
    }

    @Override
    public StoreContents contents(JobState.Source jobs) {
        return new RemoteContents(root(), mirror(), leases(), Liveness.ofProcess(leases(), jobs));
    }

    @Override
    public void prepare() {
        if (!StoreFileSystems.isKnown(location)) {
            throw new BadInputException("store " + location + ": its file system is not supported; supported are "
                    + StoreFileSystems.NAMES + LocalStore.REMEDY);
        }
        try {
            String probe = ".probe-" + UUID.randomUUID();
            root().write(probe, out -> out.write(0));
            root().delete(probe);
            Files.createDirectories(mirror().root());
        } catch (IOException e) {
            throw new BadInputException(
                    "store " + location + " cannot be written: " + e.getMessage() + LocalStore.REMEDY, e);
        }
    }

    @Override
    public FinishedStage publish(StageResult result) {
        return publish(result, () -> {});
    }

    /** @param step called before each operation on files */
    FinishedStage publish(StageResult result, Runnable step) {
        StageId id = result.task().id();
        // The folder in which it was made; another run may use another folder by now.
        WorkFolder work = (WorkFolder) result.task().work();
        Optional<Leases> leases =
                ProcessLeases.creatorOf(location, id, work.name().folder());
        step.run();
        if (leases.isPresent() && !leases.get().holds(id) && !(find(id) instanceof LookupResult.Present)) {
            throw LocalStore.takenOver(result.task().name());
        }
        try {
            publisher(step).publish(result, work);
        } catch (IOException e) {
            throw failed("stage " + result.task().name() + " could not be published", e);
        }
        step.run();
        leases.ifPresent(held -> held.release(id));
        return new FinishedStage(id, result.task().name(), stage(id));
    }

    @Override
    public boolean recover(StageId id) {
        try {
            return publisher(() -> {}).recover(workFolder(id), id);
        } catch (IOException e) {
            throw failed("the finished stage " + id + " could not be published", e);
        }
    }

    @Override
    public Optional<String> setAside(StageId id) {
        try {
            return publisher(() -> {}).setAside(id);
        } catch (IOException e) {
            throw failed("the damaged stage " + remote(id).location() + " could not be set aside", e);
        }
    }

    @Override
    public void replaceNext(StageId id) {
        try {
            publisher(() -> {}).replaceNext(workFolder(id), id);
        } catch (IOException e) {
            throw failed("the work folder of stage " + id + " could not be prepared", e);
        }
    }

    @Override
    public boolean isReplacing(StageId id) {
        try {
            Optional<WorkName> ours = ProcessLeases.workOf(location, id);
            if (ours.isEmpty() && !works(id.kind()).isInLatest(id.key(), WorkName.REPLACE)) {
                return false;
            }
            return publisher(() -> {}).replaces(workFolder(id), id);
        } catch (IOException e) {
            throw failed("the work folder of stage " + id + " could not be read", e);
        }
    }

    private RemoteLeases leases() {
        return new RemoteLeases(root(), mirror().root());
    }

    @Override
    public LauncherStatus launcher(String id) {
        try {
            return Liveness.ofProcess(leases(), JobState.Source.NONE).launcher(id);
        } catch (IOException e) {
            throw failed("the heartbeat of a launcher could not be read", e);
        }
    }

    @Override
    public void forget(String launcher, Collection<StageId> stages, boolean writes) {
        try {
            leases().forget(launcher, stages, writes);
        } catch (IOException e) {
            throw failed("the heartbeat of a launcher could not be deleted", e);
        }
    }

    @Override
    public Leases leases(Collection<String> stages, Runnable lost, JobState.Source jobs) {
        try {
            return Leases.begin(leases(), stages, lost, jobs);
        } catch (IOException e) {
            throw failed("the heartbeat of this run could not be written", e);
        }
    }

    private StoreException failed(String what, IOException e) {
        return new StoreException(
                "store " + location + ": " + what + ": " + e.getMessage()
                        + "; check that it can be reached, then run again: finished stages are kept, and this stage"
                        + " continues",
                e);
    }
}
