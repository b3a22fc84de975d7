package org.dcd.pipelines.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files of Linux about the system. */
final class SystemFile {
    private SystemFile() {}

    /** Lines of a file; none if it does not exist, as on other systems. */
    static List<String> lines(Path file) throws IOException {
        return Files.isReadable(file) && Files.isRegularFile(file)
                ? Files.readAllLines(file, StandardCharsets.ISO_8859_1)
                : List.of();
    }
}
