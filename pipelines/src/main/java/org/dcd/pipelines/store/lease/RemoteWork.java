package org.dcd.pipelines.store.lease;

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
import org.dcd.pipelines.store.files.BeamFolder;
import org.dcd.pipelines.store.files.FolderTree;

/**
 * Work folders of one stage kind in a remote store. A new holder gets copies of the files of the previous holder. The
 * {@link WorkName#OWNER} file is written last: a folder without it is incomplete and ignored.
 *
 * @param root the store
 * @param mirror the copies of the work folders on this machine
 */
public record RemoteWork(BeamFolder root, String kind, LocalWork mirror) {
    private static final int MAX_MARK_BYTES = 100;

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

    /** The work folder of the last holder; without a holder, the folder of work without a lease. */
    public WorkName latest(String key) throws IOException {
        return latest(files(key)).orElse(WorkName.unfenced(key));
    }

    /** Whether the work folder of the last holder contains a file. */
    public boolean isInLatest(String key, String name) throws IOException {
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
        folder(mine).write(WorkName.OWNER, out -> out.write(holder.getBytes(StandardCharsets.UTF_8)));
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
        // Files on this machine need not be downloaded again.
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
                .read(name, MAX_MARK_BYTES)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
                .filter(work::isOf);
    }

    /** Marks a folder as released, or deletes it when it contains nothing but marks. */
    void end(WorkName work, String holder) throws IOException {
        List<String> files = new ArrayList<>(folder(work).list());
        if (files.isEmpty()) {
            return;
        }
        if (LocalWork.MARKS.containsAll(files)) {
            folder(work).clear();
            FolderTree.delete(mirror.path(work));
            return;
        }
        folder(work).write(WorkName.RELEASED, out -> out.write(holder.getBytes(StandardCharsets.UTF_8)));
    }
}
