package org.dcd.pipelines.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.dcd.pipelines.store.files.StoreException;
import org.dcd.pipelines.store.lease.JobState;
import org.dcd.pipelines.store.lease.LauncherStatus;
import org.dcd.pipelines.store.lease.Leases;
import org.dcd.pipelines.store.lease.Liveness;
import org.dcd.pipelines.store.lease.LocalLeases;
import org.dcd.pipelines.store.lease.LocalWork;
import org.dcd.pipelines.store.lease.ProcessLeases;
import org.dcd.pipelines.store.lease.WorkName;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.io.Reasons;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageResult;

/**
 * A store on a local file system, which machines may share.
 *
 * @param location absolute path
 */
record LocalStore(String location) implements Store {
    static final String REMEDY = "; choose another folder with --store DIR";
    private static final int PROBE_BYTES = 1 << 16;

    static LocalStore open(Path root) {
        Path absolute = root.toAbsolutePath().normalize();
        for (Path path = absolute; path != null; path = path.getParent()) {
            if (Files.isDirectory(path)) {
                // Planning and comparing only read; prepare() checks more.
                if (!Files.isExecutable(path) || !Files.isReadable(path)) {
                    throw new BadInputException(
                            "store " + absolute + ": folder " + path + " cannot be read by this user" + REMEDY);
                }
                break;
            }
            if (Files.exists(path)) {
                throw new BadInputException("store " + absolute + ": " + path + " is a file, not a folder" + REMEDY);
            }
        }
        return new LocalStore(absolute.toString());
    }

    Path root() {
        return Path.of(location);
    }

    Path stagePath(StageId id) {
        return root().resolve("stages").resolve(id.kind()).resolve(id.key());
    }

    Path workPath(StageId id) {
        LocalWork work = new LocalWork(root().resolve("work").resolve(id.kind()));
        try {
            Optional<WorkName> ours = ProcessLeases.workOf(location, id);
            return work.path(ours.isPresent() ? ours.get() : work.latest(id.key()));
        } catch (IOException e) {
            throw failed("the work folders of " + id + " could not be listed", e);
        }
    }

    static StoreException takenOver(String stage) {
        return new StoreException("another run took over stage " + stage
                + " while this process was suspended; run again to continue with what the other run makes");
    }

    private LocalLeases leases() {
        return new LocalLeases(root());
    }

    @Override
    public LookupResult find(StageId id) {
        return StageCheck.check(stagePath(id), id, false);
    }

    @Override
    public LookupResult verify(StageId id) {
        return StageCheck.check(stagePath(id), id, true);
    }

    @Override
    public List<Manifest> manifests(String kind) {
        Path folder = root().resolve("stages").resolve(kind);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> keys = Files.list(folder)) {
            return keys.sorted()
                    .flatMap(stage -> StageCheck.manifest(stage).stream())
                    .toList();
        } catch (IOException e) {
            throw failed("the stages in " + folder + " could not be listed", e);
        }
    }

    @Override
    public Folder stage(StageId id) {
        return Folder.at(stagePath(id).toString());
    }

    @Override
    public Folder work(StageId id) {
        return Folder.at(workPath(id).toString());
    }

    @Override
    public Folder readOnlyWork(StageId id) {
        return work(id);
    }

    @Override
    public Folder runs() {
        return Folder.at(root().resolve("runs").toString());
    }

    @Override
    public Folder activeRuns() {
        return Folder.at(root().resolve("runs").resolve("active").toString());
    }

    @Override
    public StoreContents contents(JobState.Source jobs) {
        return new LocalContents(root(), Liveness.ofProcess(leases(), jobs));
    }

    /** Writes and syncs a small file: permissions do not show full disks, quotas and read-only mounts. */
    @Override
    public void prepare() {
        Path probe = root().resolve(".probe-" + UUID.randomUUID());
        try {
            Files.createDirectories(root());
            try {
                Files.write(probe, new byte[PROBE_BYTES], StandardOpenOption.CREATE_NEW, StandardOpenOption.DSYNC);
            } finally {
                Files.deleteIfExists(probe);
            }
        } catch (FileAlreadyExistsException e) {
            throw new BadInputException("store " + location + ": " + e.getFile() + " is not a folder" + REMEDY, e);
        } catch (IOException e) {
            throw new BadInputException("store " + location + " cannot be written: " + Reasons.of(e) + REMEDY, e);
        }
    }

    @Override
    public FinishedStage publish(StageResult result) {
        return publish(result, () -> {});
    }

    /** @param step called before each operation on files */
    FinishedStage publish(StageResult result, Runnable step) {
        StageId id = result.task().id();
        String folder = Path.of(result.task().work().location()).getFileName().toString();
        Optional<Leases> leases = ProcessLeases.creatorOf(location, id, folder);
        step.run();
        if (leases.isPresent() && !leases.get().holds(id) && !(find(id) instanceof LookupResult.Present)) {
            throw LocalStore.takenOver(result.task().name());
        }
        try {
            new LocalPublisher(this, step).publish(result);
        } catch (IOException e) {
            throw failed("stage " + result.task().name() + " could not be published to " + stagePath(id), e);
        }
        step.run();
        leases.ifPresent(held -> held.release(id));
        return new FinishedStage(id, result.task().name(), stage(id));
    }

    @Override
    public boolean recover(StageId id) {
        try {
            return new LocalPublisher(this).recover(id);
        } catch (IOException e) {
            throw failed("the finished stage in " + workPath(id) + " could not be published", e);
        }
    }

    @Override
    public Optional<String> setAside(StageId id) {
        try {
            return new LocalPublisher(this).setAside(id).map(Path::toString);
        } catch (IOException e) {
            throw failed("the damaged stage " + stagePath(id) + " could not be set aside", e);
        }
    }

    @Override
    public void replaceNext(StageId id) {
        try {
            new LocalPublisher(this).replaceNext(id);
        } catch (IOException e) {
            throw failed("the work folder " + workPath(id) + " could not be prepared", e);
        }
    }

    @Override
    public boolean isReplacing(StageId id) {
        try {
            return new LocalPublisher(this).isReplacing(id);
        } catch (IOException e) {
            throw failed("the work folder " + workPath(id) + " could not be read", e);
        }
    }

    @Override
    public LauncherStatus launcher(String id) {
        try {
            return Liveness.ofProcess(leases(), JobState.Source.NONE).launcher(id);
        } catch (IOException e) {
            throw failed("the launchers in " + LocalLeases.alive(root()) + " could not be read", e);
        }
    }

    @Override
    public void forget(String launcher, Collection<StageId> stages, boolean writes) {
        try {
            leases().forget(launcher, stages, writes);
        } catch (IOException e) {
            throw failed("the heartbeat of a launcher in " + LocalLeases.alive(root()) + " could not be deleted", e);
        }
    }

    @Override
    public Leases leases(Collection<String> stages, Runnable lost, JobState.Source jobs) {
        try {
            return Leases.begin(leases(), stages, lost, jobs);
        } catch (IOException e) {
            throw failed("the heartbeat of this run could not be written to " + LocalLeases.alive(root()), e);
        }
    }

    private StoreException failed(String what, IOException e) {
        String space = "";
        try {
            space = " (" + (Files.getFileStore(root()).getUsableSpace() >> 20) + " MB free)";
        } catch (IOException unknown) {
            e.addSuppressed(unknown);
        }
        return new StoreException(
                what + ": " + Reasons.of(e) + space
                        + "; free disk space or fix the permissions, then run again: finished stages are kept, and this"
                        + " stage continues",
                e);
    }
}
