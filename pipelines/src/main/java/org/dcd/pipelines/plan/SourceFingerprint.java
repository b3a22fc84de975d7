package org.dcd.pipelines.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dcd.pipelines.store.Hashes;
import org.dcd.transforms.dataset.DatasetSource;

/** Hash over the contents of all files of a data set; within a process unchanged files are read once. */
final class SourceFingerprint {
    private record FileState(Path path, long bytes, FileTime modified) {}

    private static final Map<FileState, String> KNOWN = new ConcurrentHashMap<>();

    private SourceFingerprint() {}

    static String of(DatasetSource source) throws IOException {
        StringBuilder hashes = new StringBuilder();
        for (Path file : source.files()) {
            Path absolute = file.toAbsolutePath().normalize();
            FileState state = new FileState(absolute, Files.size(absolute), Files.getLastModifiedTime(absolute));
            String known = KNOWN.get(state);
            if (known == null) {
                known = Hashes.ofFile(absolute);
                KNOWN.put(state, known);
            }
            hashes.append(known).append('\n');
        }
        return Hashes.ofText(hashes.toString());
    }
}
