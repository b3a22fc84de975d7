package org.dcd.pipelines.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Work folders of one kind of stages in a store that is elsewhere. A new holder gets copies of the files of the one
 * before. The owner's mark is written last: a folder without it is not complete and is passed over.
 *
 * @param mirror the folders on this machine
 */
record RemoteWork(BeamFolder root, String kind, LocalWork mirror) {
    private static final Set<String> MARKS = Set.of(WorkName.OWNER, WorkName.RELEASED);
    private static final int MOST_READ = 100;

    BeamFolder folder(WorkName work) {
        return root.in("work").in(kind).in(work.folder());
    }

    /** Names of the files in the folders of a stage. */
    private Map<WorkName, Set<String>> files(String key) throws IOException {
        Map<WorkName, Set<String>> files = new TreeMap<>(WorkName.BY_NUMBER);
        for (String path : root.in("work").in(kind).matches(key + "*/*").keySet()) {
            int slash = path.indexOf('/');
            WorkName.parse(path.substring(0, slash))
                    .filter(work -> work.key().equals(key))
                    .ifPresent(work -> files.computeIfAbsent(work, unused -> new TreeSet<>())
                            .add(path.substring(slash + 1)));
        }
        return files;
    }

    List<WorkName> of(String key) throws IOException {
        return List.copyOf(files(key).keySet());
    }

    /** The folder of the last holder; without one, that of work without a lease. */
    WorkName latest(String key) throws IOException {
        return latest(files(key)).orElse(WorkName.unfenced(key));
    }

    /** @return whether there is a file of a name in the folder of the last holder */
    boolean isInLatest(String key, String name) throws IOException {
        Map<WorkName, Set<String>> files = files(key);
        return latest(files).filter(work -> files.get(work).contains(name)).isPresent();
    }

    private static Optional<WorkName> latest(Map<WorkName, Set<String>> files) {
        return files.keySet().stream()
                .filter(work -> !work.isFenced() || files.get(work).contains(WorkName.OWNER))
                .reduce((before, last) -> last);
    }

    WorkName begin(String key, String holder, Predicate<String> stopped) throws IOException {
        Map<WorkName, Set<String>> files = files(key);
        int highest = files.keySet().stream().mapToInt(WorkName::number).max().orElse(0);
        WorkName mine = WorkName.of(key, highest + 1, holder);
        Optional<WorkName> before = latest(files);
        if (before.isPresent()) {
            continueFrom(before.get(), files.get(before.get()), mine, holder, stopped);
        }
        folder(mine).write(WorkName.OWNER, out -> out.write(ExclusiveFiles.bytes(holder)));
        return mine;
    }

    private void continueFrom(
            WorkName before, Set<String> files, WorkName mine, String holder, Predicate<String> stopped)
            throws IOException {
        boolean written = isWritten(before, files, stopped);
        folder(before).copy(files.stream().filter(LocalWork::isWork).toList(), folder(mine));
        if (written) {
            return;
        }
        // What lies on this machine need not be fetched again.
        mirror.rename(before, mine, holder);
        folder(before).delete(List.copyOf(files));
    }

    private boolean isWritten(WorkName work, Set<String> files, Predicate<String> stopped) throws IOException {
        if (!work.isFenced()) {
            return false;
        }
        return mark(work, files, WorkName.RELEASED).isEmpty()
                && mark(work, files, WorkName.OWNER).filter(stopped).isEmpty();
    }

    private Optional<String> mark(WorkName work, Set<String> files, String name) throws IOException {
        if (!files.contains(name)) {
            return Optional.empty();
        }
        return folder(work)
                .read(name, MOST_READ)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
                .filter(work::isOf);
    }

    /** Marks a folder as written no more, and deletes it when nothing but marks is in it. */
    void end(WorkName work, String holder) throws IOException {
        List<String> files = new ArrayList<>(folder(work).list());
        if (files.isEmpty()) {
            return;
        }
        if (MARKS.containsAll(files)) {
            folder(work).clear();
            FolderTree.delete(mirror.path(work));
            return;
        }
        folder(work).write(WorkName.RELEASED, out -> out.write(ExclusiveFiles.bytes(holder)));
    }
}
