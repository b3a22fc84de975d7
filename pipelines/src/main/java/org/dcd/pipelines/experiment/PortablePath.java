package org.dcd.pipelines.experiment;

import java.nio.file.Path;
import java.util.Optional;

/** Paths that mean the same when a project is moved, and say nothing of where it lies. */
public final class PortablePath {
    private PortablePath() {}

    /** The way from a folder, both absolute; empty when they have nothing but the root in common. */
    public static Optional<Path> way(Path folder, Path path) {
        boolean related = folder.isAbsolute()
                && path.isAbsolute()
                && folder.getRoot().equals(path.getRoot())
                && folder.getNameCount() > 0
                && path.getNameCount() > 0
                && folder.getName(0).equals(path.getName(0));
        return related ? Optional.of(folder.relativize(path)) : Optional.empty();
    }

    /** As above as text with slashes, {@code .} for the folder itself; the path as it is where there is no way. */
    static String from(Path folder, Path path) {
        return way(folder, path).map(PortablePath::text).orElse(path.toString());
    }

    /** A path with slashes. */
    public static String text(Path way) {
        String text = way.toString().replace(way.getFileSystem().getSeparator(), "/");
        return text.isEmpty() ? "." : text;
    }
}
