package org.dcd.pipelines.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.dcd.schemas.stage.StageKind;

/** All that lies in a store which is elsewhere. Its folders are no more than parts of the names of files. */
record RemoteContents(BeamFolder root, Mirror mirror, RemoteLeases leases, Liveness liveness) implements StoreContents {
    private static final int PATH_OF_STAGE = 3;

    @Override
    public void awaitHeartbeats(IntConsumer waits) throws IOException, InterruptedException {
        liveness.await(leases.holders(), waits);
    }

    @Override
    public List<Stage> stages() throws IOException {
        List<Stage> stages = new ArrayList<>();
        for (StageKind kind : StageKind.values()) {
            String kinds = "stages/" + kind.id();
            folders(kinds).forEach((key, folder) -> {
                if (folder.hasManifest) {
                    stages.add(new Stage(
                            kind,
                            key,
                            kinds + "/" + key,
                            RemoteCheck.manifest(at(kinds).in(key)),
                            folder.bytes));
                }
            });
        }
        return stages;
    }

    private record Files(long bytes, boolean hasManifest) {
        Files with(String name, long more) {
            return new Files(bytes + more, hasManifest || name.equals(Manifests.FILE));
        }
    }

    /** What lies in each folder of a folder. */
    private Map<String, Files> folders(String parent) throws IOException {
        Map<String, Files> folders = new TreeMap<>();
        at(parent).matches("*/*").forEach((path, bytes) -> {
            int slash = path.indexOf('/');
            folders.merge(
                    path.substring(0, slash),
                    new Files(0, false).with(path.substring(slash + 1), bytes),
                    (a, b) -> new Files(a.bytes + b.bytes, a.hasManifest || b.hasManifest));
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
        Lookup lookup = RemoteCheck.check(at(stage.path()), stage.kind(), stage.key(), true);
        return lookup instanceof Lookup.Damaged damaged ? Optional.of(damaged.reason()) : Optional.empty();
    }

    @Override
    public List<Leftover> leftovers() throws IOException {
        List<Leftover> leftovers = new ArrayList<>();
        for (StageKind kind : StageKind.values()) {
            String stages = "stages/" + kind.id();
            folders(stages).forEach((key, folder) -> {
                if (!folder.hasManifest) {
                    leftovers.add(
                            new Leftover(stages + "/" + key, "left by a publication that was cut off", folder.bytes));
                }
            });
            leftovers.addAll(unfinished(kind));
        }
        folders("damaged")
                .forEach((name, folder) -> leftovers.add(new Leftover("damaged/" + name, DAMAGED, folder.bytes)));
        folders("replaced")
                .forEach((name, folder) -> leftovers.add(new Leftover("replaced/" + name, REPLACED, folder.bytes)));
        leftovers.addAll(leftByRuns());
        return leftovers;
    }

    /** Of the unfinished work on a stage one entry stands for all. */
    private List<Leftover> unfinished(StageKind kind) throws IOException {
        String works = "work/" + kind.id();
        Map<String, Leftover> unfinished = new TreeMap<>();
        folders(works).forEach((folder, files) -> {
            String key = WorkName.parse(folder).map(WorkName::key).orElse(folder);
            unfinished.merge(
                    key,
                    new Leftover(works + "/" + folder, UNFINISHED, files.bytes),
                    (one, other) -> new Leftover(one.path(), one.why(), one.bytes() + other.bytes()));
        });
        List<Leftover> free = new ArrayList<>();
        for (Map.Entry<String, Leftover> work : unfinished.entrySet()) {
            if (!isHeld(kind, work.getKey())) {
                free.add(work.getValue());
            }
        }
        return free;
    }

    private boolean isHeld(StageKind kind, String key) throws IOException {
        Optional<String> holder = leases.holder(kind, key);
        return holder.isPresent() && isAlive(holder.get());
    }

    private boolean isAlive(String holder) throws IOException {
        return liveness.of(holder) != Liveness.State.ENDED;
    }

    /** Files of runs that were cut off: leases, heartbeats and, when no run is active, what was being written. */
    private List<Leftover> leftByRuns() throws IOException {
        List<String> paths = new ArrayList<>(leases.endedLeases(liveness));
        boolean quiet = true;
        for (String holder : leases.holders()) {
            if (isAlive(holder)) {
                quiet = false;
            } else {
                paths.add(RemoteLeases.path(holder));
            }
        }
        if (quiet) {
            for (String parent : List.of("", "runs/", "runs/active/", "leases/alive/")) {
                root.matches(parent + "*").keySet().stream()
                        .filter(path -> BeamFolder.isTemporary(path.substring(parent.length())))
                        .forEach(paths::add);
            }
        }
        return paths.stream().map(path -> new Leftover(path, CUT_OFF_RUN, 0)).toList();
    }

    @Override
    public Set<String> inUse() throws IOException {
        Set<String> keys = new HashSet<>();
        for (String holder : leases.holders()) {
            if (isAlive(holder)) {
                keys.addAll(leases.stages(holder));
            }
        }
        return keys;
    }

    @Override
    public boolean delete(String path) throws IOException {
        String[] names = path.split("/", -1);
        String name = names[names.length - 1];
        if (names.length == PATH_OF_STAGE && names[0].equals("work")) {
            StageKind kind = StageKind.ofId(names[1]);
            Optional<WorkName> work = WorkName.parse(name);
            return work.isEmpty()
                    ? deleteFolder(path)
                    : deleteWork(kind, work.get().key());
        }
        if (names.length == PATH_OF_STAGE && names[0].equals("stages")) {
            return deleteStage(StageKind.ofId(names[1]), name);
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

    /** The manifest goes first: without it there is no stage. */
    private boolean deleteFolder(String path) throws IOException {
        BeamFolder folder = at(path);
        folder.delete(Manifests.FILE);
        folder.clear();
        return true;
    }

    private boolean deleteWork(StageKind kind, String key) throws IOException {
        try (Leases run = Leases.begin(leases, liveness, List.of(), () -> {})) {
            if (run.takeOnly(kind, key).isPresent()) {
                return false;
            }
            for (WorkName work : leases.works(kind, key)) {
                at("work/" + kind.id() + "/" + work.folder()).clear();
                FolderTree.delete(mirror.work(kind).path(work));
            }
            return true;
        }
    }

    /**
     * A run enters the stages that it needs before it looks for them. Hence one that enters while a stage is deleted
     * either finds it missing and makes it again, or is found here, and the manifest comes back.
     */
    private boolean deleteStage(StageKind kind, String key) throws IOException {
        BeamFolder stage = at("stages/" + kind.id() + "/" + key);
        try (Leases run = Leases.begin(leases, liveness, List.of(), () -> {})) {
            if (run.takeOnly(kind, key).isPresent() || inUse().contains(key)) {
                return false;
            }
            Optional<byte[]> manifest = stage.read(Manifests.FILE, (int) Manifests.MAX_BYTES);
            stage.delete(Manifests.FILE);
            if (manifest.isPresent() && inUse().contains(key)) {
                stage.create(Manifests.FILE, manifest.get());
                return false;
            }
            stage.clear();
            return true;
        }
    }
}
