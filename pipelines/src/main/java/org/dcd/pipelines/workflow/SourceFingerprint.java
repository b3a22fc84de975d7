package org.dcd.pipelines.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.data.SourceHash;

/** Hashes of data sets; within a process unchanged files are read once. */
final class SourceFingerprint {
    private record FileState(Path path, long bytes, FileTime modified) {}

    private record SourceState(List<FileState> files, List<String> names) {}

    private static final Map<SourceState, String> KNOWN = new ConcurrentHashMap<>();

    private SourceFingerprint() {}

    static String of(DatasetSource source) throws IOException {
        List<FileState> files = new ArrayList<>();
        for (Path file : source.files()) {
            Path absolute = file.toAbsolutePath().normalize();
            files.add(new FileState(absolute, Files.size(absolute), Files.getLastModifiedTime(absolute)));
        }
        SourceState state = new SourceState(List.copyOf(files), List.copyOf(source.names()));
        String known = KNOWN.get(state);
        if (known == null) {
            known = SourceHash.sha256(source);
            KNOWN.put(state, known);
        }
        return known;
    }
}
