package org.dcd.pipelines.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.dcd.pipelines.store.files.BeamFolder;
import org.dcd.pipelines.store.files.FolderTree;
import org.dcd.pipelines.store.lease.Leases;
import org.dcd.pipelines.store.lease.Liveness;
import org.dcd.pipelines.store.lease.RemoteLeases;
import org.dcd.pipelines.store.lease.WorkName;
import org.dcd.schemas.stage.StageId;

/** Contents of a remote store, whose folders are prefixes of the names of files. */
record RemoteContents(BeamFolder root, Mirror mirror, RemoteLeases leases, Liveness liveness) implements StoreContents {
    private static final int PATH_OF_STAGE = 3;

    @Override
    public void awaitHeartbeats(IntConsumer waiting) throws IOException, InterruptedException {
        liveness.awaitDecisions(waiting);
    }

    @Override
    public List<Stage> stages() throws IOException {
        List<Stage> stages = new ArrayList<>();
        folders("stages", "*/*/*").forEach((path, folder) -> {
            Optional<StageId> id = id(path);
            if (folder.hasManifest && id.isPresent()) {
                String below = "stages/" + path;
                stages.add(new Stage(id.get(), below, RemoteCheck.manifest(at(below)), folder.bytes));
            }
        });
        return stages;
    }

    /** The id of {@code <kind>/<key>}; empty for other paths. */
    private static Optional<StageId> id(String path) {
        int slash = path.indexOf('/');
        String kind = path.substring(0, slash);
        String key = path.substring(slash + 1);
        return StageId.isKind(kind) && StageId.isKey(key) ? Optional.of(new StageId(kind, key)) : Optional.empty();
    }

    private record FolderSize(long bytes, boolean hasManifest) {
        FolderSize with(String name, long more) {
            return new FolderSize(bytes + more, hasManifest || name.equals(Manifests.FILE));
        }
    }

    /** Files of each folder in a folder. */
    private Map<String, FolderSize> folders(String parent) throws IOException {
        return folders(parent, "*/*");
    }

    /** @param pattern pattern of files below the parent, with two or more names */
    private Map<String, FolderSize> folders(String parent, String pattern) throws IOException {
        Map<String, FolderSize> folders = new TreeMap<>();
        at(parent).matches(pattern).forEach((path, bytes) -> {
            int slash = path.lastIndexOf('/');
            folders.merge(
                    path.substring(0, slash),
                    new FolderSize(0, false).with(path.substring(slash + 1), bytes),
                    (a, b) -> new FolderSize(a.bytes + b.bytes, a.hasManifest || b.hasManifest));
        });
        return folders;
    }

    private BeamFolder at(String path) {
        BeamFolder folder = root;
        for (String name : path.split("/", -1)) {
            folder = folder.in(name);
        }
        return folder;
    }

    @Override
    public Optional<String> damage(Stage stage) throws IOException {
        LookupResult lookup = RemoteCheck.check(at(stage.path()), stage.id(), true);
        return lookup instanceof LookupResult.Damaged damaged ? Optional.of(damaged.reason()) : Optional.empty();
    }

    @Override
    public List<Orphan> orphans() throws IOException {
        List<Orphan> orphans = new ArrayList<>();
        folders("stages", "*/*/*").forEach((path, folder) -> {
            String why = id(path).isEmpty() ? FOREIGN : "left by an interrupted publication";
            if (id(path).isEmpty() || !folder.hasManifest) {
                orphans.add(new Orphan("stages/" + path, why, folder.bytes));
            }
        });
        orphans.addAll(unfinished());
        folders("damaged").forEach((name, folder) -> orphans.add(new Orphan("damaged/" + name, DAMAGED, folder.bytes)));
        folders("replaced")
                .forEach((name, folder) -> orphans.add(new Orphan("replaced/" + name, REPLACED, folder.bytes)));
        orphans.addAll(ofCrashedRuns());
        return orphans;
    }

    /** Work folders without a holder. One entry stands for all work folders of a stage. */
    private List<Orphan> unfinished() throws IOException {
        Map<String, Orphan> unfinished = new TreeMap<>();
        folders("work", "*/*/*").forEach((path, files) -> {
            int slash = path.indexOf('/');
            String folder = path.substring(slash + 1);
            String key = WorkName.parse(folder).map(WorkName::key).orElse(folder);
            unfinished.merge(
                    path.substring(0, slash + 1) + key,
                    new Orphan("work/" + path, UNFINISHED, files.bytes),
                    (one, other) -> new Orphan(one.path(), one.why(), one.bytes() + other.bytes()));
        });
        List<Orphan> free = new ArrayList<>();
        for (Map.Entry<String, Orphan> work : unfinished.entrySet()) {
            Optional<StageId> id = id(work.getKey());
            if (id.isEmpty() || !isHeld(id.get())) {
                free.add(work.getValue());
            }
        }
        return free;
    }

    private boolean isHeld(StageId id) throws IOException {
        Optional<String> holder = leases.holder(id);
        return holder.isPresent() && liveness.mayBeAlive(holder.get());
    }

    /** Files of crashed runs: leases, heartbeats and, when no run is active, temporary files. */
    private List<Orphan> ofCrashedRuns() throws IOException {
        List<String> paths = new ArrayList<>(leases.endedLeases(liveness));
        boolean isQuiet = true;
        for (String holder : leases.holders()) {
            if (liveness.mayBeAlive(holder)) {
                isQuiet = false;
            } else {
                paths.add(RemoteLeases.path(holder));
            }
        }
        if (isQuiet) {
            for (String parent : List.of("", "runs/", "runs/active/", "leases/alive/")) {
                root.matches(parent + "*").keySet().stream()
                        .filter(path -> BeamFolder.isTemporary(path.substring(parent.length())))
                        .forEach(paths::add);
            }
        }
        return paths.stream().map(path -> new Orphan(path, CRASHED_RUN, 0)).toList();
    }

    @Override
    public Set<String> inUse() throws IOException {
        return liveness.stagesInUse();
    }

    @Override
    public boolean delete(String path) throws IOException {
        String[] names = path.split("/", -1);
        String name = names[names.length - 1];
        if (names.length == PATH_OF_STAGE && names[0].equals("work")) {
            Optional<StageId> id = WorkName.parse(name).flatMap(work -> id(names[1] + "/" + work.key()));
            return id.isPresent() ? deleteWork(id.get()) : deleteFolder(path);
        }
        if (names.length == PATH_OF_STAGE && names[0].equals("stages")) {
            Optional<StageId> id = id(names[1] + "/" + name);
            return id.isPresent() ? deleteStage(id.get()) : deleteFolder(path);
        }
        if (path.equals(RemoteLeases.path(name))) {
            leases.delete(name);
            return true;
        }
        if (names[0].equals("leases") || BeamFolder.isTemporary(name)) {
            (names.length == 1 ? root : at(path.substring(0, path.lastIndexOf('/')))).delete(name);
            return true;
        }
        return deleteFolder(path);
    }

    /** Deletes the manifest first, and with it the stage. */
    private boolean deleteFolder(String path) throws IOException {
        BeamFolder folder = at(path);
        folder.delete(Manifests.FILE);
        folder.clear();
        return true;
    }

    private boolean deleteWork(StageId id) throws IOException {
        try (Leases run = Leases.begin(leases, liveness, List.of(), () -> {})) {
            if (run.takeWithoutWork(id).isPresent()) {
                return false;
            }
            for (WorkName work : leases.works(id)) {
                at("work/" + id.kind() + "/" + work.folder()).clear();
                FolderTree.delete(mirror.work(id.kind()).path(work));
            }
            return true;
        }
    }

    /**
     * Deletes a stage unless an active run needs it. A run records the stages that it needs before it looks them up.
     * Hence a run that starts during the deletion either finds the stage missing and makes it again, or is found here,
     * and the manifest is restored.
     */
    private boolean deleteStage(StageId id) throws IOException {
        BeamFolder stage = at("stages/" + id.kind() + "/" + id.key());
        try (Leases run = Leases.begin(leases, liveness, List.of(), () -> {})) {
            if (run.takeWithoutWork(id).isPresent() || inUse().contains(id.key())) {
                return false;
            }
            Optional<byte[]> manifest = stage.read(Manifests.FILE, (int) Manifests.MAX_BYTES);
            stage.delete(Manifests.FILE);
            if (manifest.isPresent() && inUse().contains(id.key())) {
                stage.create(Manifests.FILE, manifest.get());
                return false;
            }
            stage.clear();
            return true;
        }
    }
}
