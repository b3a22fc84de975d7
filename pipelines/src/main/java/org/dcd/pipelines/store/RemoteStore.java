package org.dcd.pipelines.store;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.io.Urls;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageResult;

/**
 * A store on one of Beam's file systems, of which nothing is asked but whole files. A stage is there when its manifest
 * is, which is written last: files without one are nothing. Stages are made in a {@link Mirror}.
 *
 * @param location URI without a slash at its end
 */
record RemoteStore(String location) implements Store {
    static RemoteStore open(String uri) {
        if (Urls.hasSecrets(uri)) {
            throw new BadInputException("store '" + Urls.shown(uri) + "' has a user, a password or a token in its URI,"
                    + " which would get into records and messages; give S3 its keys with AWS_ACCESS_KEY_ID and"
                    + " AWS_SECRET_ACCESS_KEY, HDFS its user with HADOOP_USER_NAME, and the URI without them");
        }
        if (uri.matches(".*[*?\\[\\]{}\\s].*")) {
            throw new BadInputException("store '" + uri + "': a place has none of * ? [ ] { } and no spaces");
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
            Optional<WorkName> ours = Leases.work(location, id);
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
            throw failed("stage " + id + " could not be looked up", e);
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
            throw new BadInputException("store " + location + ": there is no file system of that name; known are "
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
        // Where it was made, and not where another run makes it by now.
        WorkFolder work = (WorkFolder) result.task().work();
        Optional<Leases> leases = Leases.ofProcess(location, id, work.name().folder());
        step.run();
        if (leases.isPresent() && !leases.get().holds(id) && !(find(id) instanceof LookupResult.Present)) {
            throw StoreException.takenOver(result.task().name());
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
            throw failed("work on stage " + id + " could not be prepared", e);
        }
    }

    @Override
    public boolean isReplacing(StageId id) {
        try {
            Optional<WorkName> ours = Leases.work(location, id);
            if (ours.isEmpty() && !works(id.kind()).isInLatest(id.key(), StagePublisher.REPLACE)) {
                return false;
            }
            return publisher(() -> {}).replaces(workFolder(id), id);
        } catch (IOException e) {
            throw failed("work on stage " + id + " could not be read", e);
        }
    }

    private RemoteLeases leases() {
        return new RemoteLeases(root(), mirror());
    }

    @Override
    public LauncherStatus launcher(String id) {
        try {
            return Liveness.ofProcess(leases(), JobState.Source.NONE).launcher(id);
        } catch (IOException e) {
            throw failed("its launchers could not be read", e);
        }
    }

    @Override
    public void forget(String launcher, Collection<StageId> stages, boolean writes) {
        try {
            leases().forget(launcher, stages, writes);
        } catch (IOException e) {
            throw failed("what a launcher left could not be deleted", e);
        }
    }

    @Override
    public Leases leases(Collection<String> stages, Runnable lost, JobState.Source jobs) {
        try {
            return Leases.begin(leases(), stages, lost, jobs);
        } catch (IOException e) {
            throw failed("this run could not enter itself", e);
        }
    }

    private StoreException failed(String what, IOException e) {
        return new StoreException(
                "store " + location + ": " + what + ": " + e.getMessage()
                        + "; see that it can be reached and run again: finished stages are kept and this one continues",
                e);
    }
}
