package org.dcd.pipelines.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.io.Reasons;
import org.dcd.schemas.stage.StageKind;
import org.dcd.schemas.stage.StageResult;

/** A store on a local file system. */
record LocalStore(String location) implements Store {
    static final String REMEDY = "; give another place with --store DIR";
    private static final int PROBE_BYTES = 1 << 16;

    static LocalStore open(Path root) {
        Path absolute = root.toAbsolutePath().normalize();
        for (Path path = absolute; path != null; path = path.getParent()) {
            if (Files.isDirectory(path)) {
                // Readable is enough to plan and compare; prepare() asks for more.
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

    Path stagePath(StageKind kind, String key) {
        return root().resolve("stages").resolve(kind.id()).resolve(checked(key));
    }

    Path workPath(StageKind kind, String key) {
        checked(key);
        LocalWork work = new LocalWork(root().resolve("work").resolve(kind.id()));
        try {
            Optional<WorkName> ours = Leases.work(location, kind, key);
            return work.path(ours.isPresent() ? ours.get() : work.latest(key));
        } catch (IOException e) {
            throw failed("the work folders of " + kind.id() + " " + key + " could not be listed", e);
        }
    }

    private LocalLeases leases() {
        return new LocalLeases(root());
    }

    static String checked(String key) {
        if (!key.matches("[0-9a-f]{8,64}")) {
            throw new IllegalArgumentException("'" + key + "' is not a stage key");
        }
        return key;
    }

    @Override
    public Lookup find(StageKind kind, String key) {
        return StageCheck.check(stagePath(kind, key), kind, key, false);
    }

    @Override
    public Lookup verify(StageKind kind, String key) {
        return StageCheck.check(stagePath(kind, key), kind, key, true);
    }

    @Override
    public List<Manifest> manifests(StageKind kind) {
        Path folder = root().resolve("stages").resolve(kind.id());
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
    public Folder stage(StageKind kind, String key) {
        return Folder.at(stagePath(kind, key).toString());
    }

    @Override
    public Folder work(StageKind kind, String key) {
        return Folder.at(workPath(kind, key).toString());
    }

    @Override
    public Folder watched(StageKind kind, String key) {
        return work(kind, key);
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
    public StoreContents contents(Jobs jobs) {
        return new LocalContents(root(), Liveness.ofProcess(leases(), jobs));
    }

    /** Writes and forces a small file: permission bits say nothing about full disks, quotas and read-only mounts. */
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
        StageKind kind = result.task().kind();
        String key = result.task().key();
        String folder = Path.of(result.task().work().location()).getFileName().toString();
        Optional<Leases> leases = Leases.ofProcess(location, kind, key, folder);
        step.run();
        if (leases.isPresent() && !leases.get().holds(kind, key) && !(find(kind, key) instanceof Lookup.Present)) {
            throw StoreException.takenOver(result.task().name());
        }
        try {
            new StagePublisher(this, step).publish(result);
        } catch (IOException e) {
            throw failed("stage " + result.task().name() + " could not be published to " + stagePath(kind, key), e);
        }
        step.run();
        leases.ifPresent(held -> held.release(kind, key));
        return new FinishedStage(kind, result.task().name(), key, stage(kind, key));
    }

    @Override
    public boolean recover(StageKind kind, String key) {
        try {
            return new StagePublisher(this).recover(kind, key);
        } catch (IOException e) {
            throw failed("the finished stage in " + workPath(kind, key) + " could not be published", e);
        }
    }

    @Override
    public Optional<String> setAside(StageKind kind, String key) {
        try {
            return new StagePublisher(this).setAside(kind, key).map(Path::toString);
        } catch (IOException e) {
            throw failed("the damaged stage " + stagePath(kind, key) + " could not be set aside", e);
        }
    }

    @Override
    public void replaceNext(StageKind kind, String key) {
        try {
            new StagePublisher(this).replaceNext(kind, key);
        } catch (IOException e) {
            throw failed("the work folder " + workPath(kind, key) + " could not be prepared", e);
        }
    }

    @Override
    public boolean isReplacing(StageKind kind, String key) {
        try {
            return new StagePublisher(this).isReplacing(kind, key);
        } catch (IOException e) {
            throw failed("the work folder " + workPath(kind, key) + " could not be read", e);
        }
    }

    @Override
    public Launcher launcher(String id) {
        try {
            return Liveness.ofProcess(leases(), Jobs.UNKNOWN).launcher(id);
        } catch (IOException e) {
            throw failed("the launchers in " + LocalLeases.alive(root()) + " could not be read", e);
        }
    }

    @Override
    public void forget(String launcher, Map<String, StageKind> stages, boolean writes) {
        try {
            leases().forget(launcher, stages, writes);
        } catch (IOException e) {
            throw failed("what a launcher left in " + LocalLeases.alive(root()) + " could not be deleted", e);
        }
    }

    @Override
    public Leases leases(Collection<String> stages, Runnable lost, Jobs jobs) {
        try {
            return Leases.begin(leases(), stages, lost, jobs);
        } catch (IOException e) {
            throw failed("this run could not enter itself in " + LocalLeases.alive(root()), e);
        }
    }

    private StoreException failed(String what, IOException e) {
        String space = "";
        try {
            space = " (" + (Files.getFileStore(root()).getUsableSpace() >> 20) + " MB are free there)";
        } catch (IOException unknown) {
            e.addSuppressed(unknown);
        }
        return new StoreException(
                what + ": " + Reasons.of(e) + space
                        + "; make it writable or free space and run again: finished stages are kept and this one"
                        + " continues",
                e);
    }
}
