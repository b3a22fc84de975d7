package org.dcd.pipelines.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.dcd.schemas.stage.StageKind;

/** All that lies in a store which is elsewhere. Its folders are no more than parts of the names of files. */
record RemoteContents(BeamFolder root, Mirror mirror, BeamBoard board) implements StoreContents {
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
            String works = "work/" + kind.id();
            for (Map.Entry<String, Files> work : folders(works).entrySet()) {
                if (!board.isHeld(kind, work.getKey())) {
                    leftovers.add(new Leftover(works + "/" + work.getKey(), UNFINISHED, work.getValue().bytes));
                }
            }
        }
        folders("damaged")
                .forEach((name, folder) -> leftovers.add(new Leftover("damaged/" + name, DAMAGED, folder.bytes)));
        folders("replaced")
                .forEach((name, folder) -> leftovers.add(new Leftover("replaced/" + name, REPLACED, folder.bytes)));
        leftovers.addAll(leftByRuns());
        return leftovers;
    }

    /** Files of runs that were cut off: leases, pulses and, when no run is at work, what was being written. */
    private List<Leftover> leftByRuns() throws IOException {
        List<String> paths = new ArrayList<>(board.endedLeases());
        board.ended().forEach(holder -> paths.add(board.path(holder)));
        if (board.living().isEmpty()) {
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
        for (String holder : board.living()) {
            keys.addAll(board.stages(holder));
        }
        return keys;
    }

    /** The manifest goes first: without it there is no stage. */
    @Override
    public boolean delete(String path) throws IOException {
        String[] names = path.split("/", -1);
        if (names.length == 3 && names[0].equals("work")) {
            return deleteWork(StageKind.ofId(names[1]), names[2]);
        }
        String name = names[names.length - 1];
        if (path.equals(board.path(name))) {
            board.bury(name);
            return true;
        }
        if (names[0].equals("leases") || BeamFolder.isTemporary(name)) {
            (names.length == 1 ? root : at(path.substring(0, path.lastIndexOf('/')))).delete(name);
            return true;
        }
        BeamFolder folder = at(path);
        folder.delete(Manifests.FILE);
        folder.clear();
        return true;
    }

    private boolean deleteWork(StageKind kind, String key) throws IOException {
        try (Leases leases = Leases.begin(board, LeaseTimes.ofProcess(), List.of(), () -> {}, board.jobs())) {
            if (leases.take(kind, key).isPresent()) {
                return false;
            }
            at("work/" + kind.id() + "/" + key).clear();
            FolderTree.delete(mirror.work(kind, key));
            return true;
        }
    }
}
