package org.dcd.pipelines.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dcd.pipelines.store.files.FolderTree;
import org.dcd.pipelines.store.lease.HeartbeatFile;
import org.dcd.pipelines.store.lease.Liveness;
import org.dcd.pipelines.store.lease.LocalLeases;
import org.dcd.schemas.stage.StageId;

/** Finds the files of a local store that crashed runs left and that no active run uses. */
record LocalOrphans(Path root, Liveness liveness) {
    /** Names of work folders and leases of a stage, and of marks and locks of earlier versions. */
    private static final Pattern WORK =
            Pattern.compile("\\.?([0-9a-f]{8,64})(\\.(\\d{1,6}(-[0-9a-f]{8}(\\.new)?)?|lease|deposed|lock))?");

    private static final Pattern FRESH_LEASE = Pattern.compile("\\.[0-9a-f]{8,64}\\.lease-([0-9a-f]{32})");
    private static final Pattern TEMPORARY = Pattern.compile("\\.(probe-|.+\\.)[0-9a-f-]{36}(\\.tmp)?");
    private static final String LOCK = ".lock";

    /** All orphans. One entry stands for all work folders of a stage. */
    List<StoreContents.Orphan> find() throws IOException {
        List<StoreContents.Orphan> found = new ArrayList<>();
        for (String kind : kinds(root.resolve("work"))) {
            for (List<Path> work : works(kind).values()) {
                if (!isHeld(work)) {
                    found.add(unfinished(work));
                }
            }
            for (Path entry : entries(folder(kind))) {
                Matcher lease = FRESH_LEASE.matcher(name(entry));
                if (lease.matches() && !liveness.mayBeAlive(lease.group(1))) {
                    found.add(ofCrash(entry));
                }
            }
        }
        boolean isQuiet = true;
        for (Path heartbeat : entries(LocalLeases.alive(root))) {
            boolean isStarting = name(heartbeat).startsWith(HeartbeatFile.NEW);
            if (isStarting ? !HeartbeatFile.isAbandoned(heartbeat) : liveness.mayBeAlive(name(heartbeat))) {
                isQuiet = false;
            } else {
                found.add(ofCrash(heartbeat));
            }
        }
        if (isQuiet) {
            for (Path parent :
                    List.of(root, root.resolve("runs"), root.resolve("runs").resolve("active"))) {
                for (Path entry : entries(parent)) {
                    if (TEMPORARY.matcher(name(entry)).matches()) {
                        found.add(ofCrash(entry));
                    }
                }
            }
        }
        return found;
    }

    /** The stage that a work folder, lease or mark belongs to; empty for other paths. */
    Optional<StageId> workOf(Path path) {
        Matcher name = WORK.matcher(name(path));
        return name.matches() ? stage(root.resolve("work"), path.getParent(), name.group(1)) : Optional.empty();
    }

    /** All work folders and marks of a stage, without its lease. */
    List<Path> parts(StageId stage) throws IOException {
        return works(stage.kind()).getOrDefault(stage.key(), List.of()).stream()
                .filter(path -> !name(path).endsWith(LocalLeases.LEASE))
                .toList();
    }

    private Path folder(String kind) {
        return root.resolve("work").resolve(kind);
    }

    private SortedMap<String, List<Path>> works(String kind) throws IOException {
        SortedMap<String, List<Path>> works = new TreeMap<>();
        for (Path entry : entries(folder(kind))) {
            Matcher name = WORK.matcher(name(entry));
            if (name.matches()) {
                works.computeIfAbsent(name.group(1), unused -> new ArrayList<>())
                        .add(entry);
            }
        }
        return works;
    }

    private boolean isHeld(List<Path> work) throws IOException {
        for (Path path : work) {
            if (name(path).endsWith(LOCK) && isLocked(path)) {
                return true;
            }
            if (name(path).endsWith(LocalLeases.LEASE)) {
                Optional<String> holder = LocalLeases.holderIn(path);
                if (holder.isPresent() && liveness.mayBeAlive(holder.get())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a launcher of an earlier version, which locks this file, is alive. */
    private static boolean isLocked(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    private StoreContents.Orphan unfinished(List<Path> work) throws IOException {
        long bytes = 0;
        for (Path path : work) {
            bytes += FolderTree.bytes(path);
        }
        boolean any = work.stream().anyMatch(path -> !name(path).matches(".*\\.(lease|deposed|lock)"));
        return new StoreContents.Orphan(
                below(work.get(0)), any ? StoreContents.UNFINISHED : StoreContents.CRASHED_RUN, bytes);
    }

    private StoreContents.Orphan ofCrash(Path path) throws IOException {
        return new StoreContents.Orphan(below(path), StoreContents.CRASHED_RUN, FolderTree.bytes(path));
    }

    private String below(Path path) {
        return root.relativize(path).toString();
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    /** The stage of a kind's folder and a key; empty when they are not those of a stage. */
    static Optional<StageId> stage(Path kinds, Path kind, String key) {
        String name = name(kind);
        return kinds.equals(kind.getParent()) && StageId.isKind(name) && StageId.isKey(key)
                ? Optional.of(new StageId(name, key))
                : Optional.empty();
    }

    /** Names of the stage kinds that have a folder in {@code stages} or {@code work}, sorted. */
    static List<String> kinds(Path parent) throws IOException {
        return entries(parent).stream()
                .filter(Files::isDirectory)
                .map(LocalOrphans::name)
                .filter(StageId::isKind)
                .toList();
    }

    private static List<Path> entries(Path parent) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.sorted().toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }
}
