package org.dcd.transforms.data.folder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.data.Skipped;

/** The files of a folder, recursively. Links to files and folders are followed. */
final class FolderFiles extends ImageFiles {
    private final Path root;

    /** @throws BadInputException if a link is broken or points to a folder that contains it */
    FolderFiles(Path folder) throws IOException {
        super(folder);
        root = folder.toRealPath();
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Visitor());
        finish();
    }

    private final class Visitor extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return skipsFolder(name(folder)) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            String name = name(file);
            if (attributes.isRegularFile()) {
                add(name);
            } else if (!attributes.isSymbolicLink()) {
                skip("device or pipe", name);
            } else if (!skipsFile(name)) {
                throw Skipped.deadLink(file, where(name));
            }
            return FileVisitResult.CONTINUE;
        }

        /** Folders that the operating system created may be unreadable; they are skipped. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            String name = name(file);
            if (skipsFolder(name)) {
                return FileVisitResult.CONTINUE;
            }
            if (e instanceof FileSystemLoopException) {
                throw new BadInputException(
                        where(name) + " is a link to " + file.toRealPath()
                                + ", which contains the link; remove the link",
                        e);
            }
            throw e;
        }
    }

    /** Path relative to the root, separated by '/' on every system; empty for the root. */
    private String name(Path file) {
        List<String> parts = new ArrayList<>();
        root.relativize(file).forEach(part -> parts.add(part.toString()));
        return String.join("/", parts);
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
        // every file is closed by its reader
    }
}
