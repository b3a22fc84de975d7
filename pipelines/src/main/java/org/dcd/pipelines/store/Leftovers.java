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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dcd.schemas.stage.StageKind;

/** What runs that were cut off have left, told from what a run is at. Reads only. */
record Leftovers(Path root, Jobs jobs) {
    /** A run of another machine, or from before the last boot, that has not stirred for so long has ended. */
    private static final Duration ENDED = Duration.ofDays(1);

    /** What belongs to the making of a stage: its work folders, its lease, marks, and locks of earlier versions. */
    private static final Pattern WORK = Pattern.compile("([0-9a-f]{8,64})(\\.(\\d{1,6}|lease|deposed|lock))?");

    private static final Pattern FRESH_LEASE = Pattern.compile("\\.[0-9a-f]{8,64}\\.lease-([0-9a-f]{32})");
    private static final Pattern TEMPORARY = Pattern.compile("\\.(probe-|.+\\.)[0-9a-f-]{36}(\\.tmp)?");
    private static final String LOCK = ".lock";

    /** All that nobody is at; of the unfinished work on a stage one entry stands for all. */
    List<StoreContents.Leftover> find() throws IOException {
        List<StoreContents.Leftover> found = new ArrayList<>();
        for (StageKind kind : StageKind.values()) {
            for (List<Path> work : works(kind).values()) {
                if (!isHeld(work)) {
                    found.add(unfinished(work));
                }
            }
            for (Path entry : entries(folder(kind))) {
                Matcher lease = FRESH_LEASE.matcher(name(entry));
                if (lease.matches() && !isAlive(lease.group(1), entry)) {
                    found.add(cutOff(entry));
                }
            }
        }
        boolean quiet = true;
        for (Path pulse : entries(FolderBoard.alive(root))) {
            if (!LeasePulse.isStillborn(pulse) && isAlive(name(pulse), pulse)) {
                quiet = false;
            } else {
                found.add(cutOff(pulse));
            }
        }
        if (quiet) {
            for (Path parent :
                    List.of(root, root.resolve("runs"), root.resolve("runs").resolve("active"))) {
                for (Path entry : entries(parent)) {
                    if (TEMPORARY.matcher(name(entry)).matches()) {
                        found.add(cutOff(entry));
                    }
                }
            }
        }
        return found;
    }

    /** Keys of all stages that runs need which are at work now. */
    Set<String> keysInUse() throws IOException {
        Set<String> keys = new HashSet<>();
        for (Path pulse : entries(FolderBoard.alive(root))) {
            if (isAlive(name(pulse), pulse)) {
                try (Stream<String> lines = Files.lines(pulse)) {
                    lines.filter(line -> line.startsWith(Leases.STAGE))
                            .forEach(line -> keys.add(line.substring(Leases.STAGE.length())));
                } catch (NoSuchFileException endedMeanwhile) {
                    continue;
                }
            }
        }
        return keys;
    }

    /** A stage whose unfinished work a path is. */
    record Work(StageKind kind, String key) {}

    Optional<Work> workOf(Path path) {
        Matcher name = WORK.matcher(name(path));
        if (!name.matches()) {
            return Optional.empty();
        }
        return Stream.of(StageKind.values())
                .filter(kind -> folder(kind).equals(path.getParent()))
                .findFirst()
                .map(kind -> new Work(kind, name.group(1)));
    }

    /** Everything that belongs to the making of a stage, but its lease. */
    List<Path> parts(Work work) throws IOException {
        return works(work.kind()).getOrDefault(work.key(), List.of()).stream()
                .filter(path -> !name(path).endsWith(FolderBoard.LEASE))
                .toList();
    }

    private Path folder(StageKind kind) {
        return root.resolve("work").resolve(kind.id());
    }

    private SortedMap<String, List<Path>> works(StageKind kind) throws IOException {
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
            if (name(path).endsWith(FolderBoard.LEASE)) {
                Optional<String> holder = FolderBoard.holderIn(path);
                if (holder.isPresent() && isAlive(holder.get(), path)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Launchers of earlier versions lock files. */
    private static boolean isLocked(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    /** @param trace something that the holder wrote, whose age counts when it shows no pulse */
    private boolean isAlive(String holder, Path trace) throws IOException {
        if (Leases.isOfThisProcess(holder)) {
            return true;
        }
        Path pulse = FolderBoard.alive(root).resolve(holder);
        if (!Files.exists(pulse)) {
            return !isOld(trace);
        }
        String text = LeasePulse.read(pulse);
        return switch (Launcher.job(text).map(jobs::state).orElse(JobState.ENDED)) {
            case RUNNING -> true;
            case UNKNOWN -> !isOld(pulse);
            case ENDED, FORGOTTEN -> !(Launcher.hasLeft(text) || LeasePulse.hasEnded(pulse) || isOld(pulse));
        };
    }

    private static boolean isOld(Path path) throws IOException {
        try {
            return Files.getLastModifiedTime(path)
                    .toInstant()
                    .isBefore(Instant.now().minus(ENDED));
        } catch (NoSuchFileException gone) {
            return true;
        }
    }

    private StoreContents.Leftover unfinished(List<Path> work) throws IOException {
        long bytes = 0;
        for (Path path : work) {
            bytes += FolderTree.bytes(path);
        }
        boolean any = work.stream().anyMatch(path -> !name(path).matches(".*\\.(lease|deposed|lock)"));
        return new StoreContents.Leftover(
                below(work.get(0)), any ? StoreContents.UNFINISHED : StoreContents.CUT_OFF_RUN, bytes);
    }

    private StoreContents.Leftover cutOff(Path path) throws IOException {
        return new StoreContents.Leftover(below(path), StoreContents.CUT_OFF_RUN, FolderTree.bytes(path));
    }

    private String below(Path path) {
        return root.relativize(path).toString();
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    private static List<Path> entries(Path parent) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.sorted().toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }
}
