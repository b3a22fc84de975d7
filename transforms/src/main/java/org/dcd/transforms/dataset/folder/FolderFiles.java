package org.dcd.transforms.dataset.folder;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of a folder. Links to files are followed, links to folders within it are not. */
final class FolderFiles extends ImageFiles {
    private final Path root;

    FolderFiles(Path folder) throws IOException {
        super(folder);
        root = folder.toRealPath();
        List<Path> found;
        try (Stream<Path> files = Files.walk(root)) {
            found = files.filter(Files::isRegularFile).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path file : found) {
            List<String> parts = new ArrayList<>();
            root.relativize(file).forEach(part -> parts.add(part.toString()));
            add(String.join("/", parts));
        }
        finish();
    }

    @Override
    InputStream open(String name) throws IOException {
        return Files.newInputStream(root.resolve(name));
    }

    @Override
    String where(String name) {
        return path().resolve(name).toString();
    }

    @Override
    public void close() {
        // each file is closed by its reader
    }
}
