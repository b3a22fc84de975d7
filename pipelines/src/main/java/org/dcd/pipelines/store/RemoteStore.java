package org.dcd.pipelines.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.FileEntry;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.io.Urls;
import org.dcd.schemas.stage.StageKind;
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
                    + " AWS_SECRET_ACCESS_KEY, HDFS its user with HADOOP_USER_NAME, and the URI without");
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

    private BeamFolder remote(String area, StageKind kind, String key) {
        return root().in(area).in(kind.id()).in(LocalStore.checked(key));
    }

    private BeamFolder remote(StageKind kind, String key) {
        return remote("stages", kind, key);
    }

    private WorkFolder workFolder(StageKind kind, String key) {
        return new WorkFolder(location, kind, key, remote("work", kind, key));
    }

    @Override
    public Lookup find(StageKind kind, String key) {
        try {
            return RemoteCheck.check(remote(kind, key), kind, key, false);
        } catch (IOException e) {
            throw failed("stage " + kind.id() + " " + key + " could not be looked up", e);
        }
    }

    @Override
    public Lookup verify(StageKind kind, String key) {
        try {
            return RemoteCheck.check(remote(kind, key), kind, key, true);
        } catch (IOException e) {
            throw failed("stage " + kind.id() + " " + key + " could not be read", e);
        }
    }

    @Override
    public List<Manifest> manifests(StageKind kind) {
        try {
            BeamFolder folder = root().in("stages").in(kind.id());
            return folder.matches("*/" + Manifests.FILE).keySet().parallelStream()
                    .map(path -> path.substring(0, path.indexOf('/')))
                    .flatMap(key -> RemoteCheck.manifest(folder.in(key)).stream())
                    .toList();
        } catch (IOException e) {
            throw failed("the " + kind.id() + " stages could not be listed", e);
        }
    }

    @Override
    public Folder stage(StageKind kind, String key) {
        return new PublishedFolder(location, remote(kind, key));
    }

    @Override
    public Folder work(StageKind kind, String key) {
        return workFolder(kind, key);
    }

    @Override
    public Folder watched(StageKind kind, String key) {
        return new WatchedFolder(workFolder(kind, key), remote("work", kind, key));
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
    public StoreContents contents(Jobs jobs) {
        return new RemoteContents(root(), mirror(), board(jobs));
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
        StageKind kind = result.task().kind();
        String key = result.task().key();
        Optional<Leases> leases = Leases.ofProcess(board(Jobs.UNKNOWN), kind, key);
        if (leases.isPresent() && !leases.get().holds(kind, key) && !(find(kind, key) instanceof Lookup.Present)) {
            throw StoreException.takenOver(result.task().name());
        }
        try {
            publish(result, workFolder(kind, key));
        } catch (IOException e) {
            throw failed("stage " + result.task().name() + " could not be published", e);
        }
        leases.ifPresent(held -> held.release(kind, key));
        return new FinishedStage(kind, result.task().name(), key, stage(kind, key));
    }

    private void publish(StageResult result, WorkFolder work) throws IOException {
        StageKind kind = result.task().kind();
        String key = result.task().key();
        boolean replaces = work.exists(StagePublisher.REPLACE);
        if (!replaces && find(kind, key) instanceof Lookup.Present) {
            work.clear();
            return;
        }
        work.fetchAll();
        Path made = work.path();
        if (!Files.isDirectory(made)) {
            throw new IOException("its work folder " + made + " is gone");
        }
        Manifest manifest = new ManifestBuilder(result, made).build();
        if (replaces) {
            moveAside("replaced", kind, key);
        }
        publish(manifest, work);
    }

    /** Sends the files of a work folder, the manifest last, and keeps them in the mirror. */
    private void publish(Manifest manifest, WorkFolder work) throws IOException {
        Path made = work.path();
        BeamFolder stage = remote(StageKind.ofId(manifest.getKind()), manifest.getKey());
        // What an earlier publication that was cut off has left.
        stage.clear();
        for (FileEntry file : manifest.getFiles()) {
            stage.write(file.getPath(), out -> Files.copy(made.resolve(file.getPath()), out));
        }
        byte[] json = Manifests.toJson(manifest);
        stage.write(Manifests.FILE, out -> out.write(json));
        for (FileEntry file : manifest.getFiles()) {
            mirror().adopt(made.resolve(file.getPath()), file);
        }
        work.clear();
    }

    /** A stage that was made here has no manifest before it is there; one that was imported has. */
    @Override
    public boolean recover(StageKind kind, String key) {
        WorkFolder work = workFolder(kind, key);
        try {
            if (!work.exists(Manifests.FILE)) {
                return false;
            }
            work.fetchAll();
            if (StageCheck.check(work.path(), kind, key, true) instanceof Lookup.Present whole
                    && find(kind, key) instanceof Lookup.Missing) {
                publish(whole.manifest(), work);
                return true;
            }
            work.delete(Manifests.FILE);
            return false;
        } catch (IOException e) {
            throw failed("the finished stage " + kind.id() + " " + key + " could not be published", e);
        }
    }

    @Override
    public Optional<String> setAside(StageKind kind, String key) {
        try {
            return moveAside("damaged", kind, key);
        } catch (IOException e) {
            throw failed("the damaged stage " + remote(kind, key).location() + " could not be set aside", e);
        }
    }

    /** The manifest goes first: without it there is no stage. */
    private Optional<String> moveAside(String where, StageKind kind, String key) throws IOException {
        BeamFolder stage = remote(kind, key);
        Map<String, Long> files = stage.sizes();
        if (files.isEmpty()) {
            return Optional.empty();
        }
        String name = kind.id() + "-" + key;
        BeamFolder aside = root().in(where).in(name);
        for (int n = 2; !aside.sizes().isEmpty(); n++) {
            aside = root().in(where).in(name + "-" + n);
        }
        if (files.containsKey(Manifests.FILE)) {
            stage.move(Manifests.FILE, aside, Manifests.FILE);
        }
        for (String file : files.keySet()) {
            if (!file.equals(Manifests.FILE)) {
                stage.move(file, aside, file);
            }
        }
        return Optional.of(aside.location());
    }

    @Override
    public void replaceNext(StageKind kind, String key) {
        WorkFolder work = workFolder(kind, key);
        try {
            work.clear();
            work.write(StagePublisher.REPLACE, out -> {});
        } catch (IOException e) {
            throw failed("work on stage " + kind.id() + " " + key + " could not be prepared", e);
        }
    }

    @Override
    public boolean isReplacing(StageKind kind, String key) {
        return workFolder(kind, key).exists(StagePublisher.REPLACE);
    }

    private BeamBoard board(Jobs jobs) {
        return new BeamBoard(root(), mirror(), jobs);
    }

    @Override
    public Launcher launcher(String id) {
        try {
            return board(Jobs.UNKNOWN).launcher(id, LeaseTimes.ofProcess());
        } catch (IOException e) {
            throw failed("its launchers could not be read", e);
        }
    }

    @Override
    public void forget(String launcher, Map<String, StageKind> stages, boolean writes) {
        try {
            board(Jobs.UNKNOWN).forget(launcher, stages, writes);
        } catch (IOException e) {
            throw failed("what a launcher left could not be deleted", e);
        }
    }

    @Override
    public Leases leases(Collection<String> stages, Runnable lost, Jobs jobs) {
        try {
            return Leases.begin(board(jobs), LeaseTimes.ofProcess(), stages, lost, jobs);
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
