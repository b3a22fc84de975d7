package org.dcd.pipelines.experiment;

import java.nio.file.Path;
import java.util.Optional;

/** Relative paths that stay valid when a project is moved and do not contain its location. */
public final class PortablePath {
    private PortablePath() {}

    /** The relative path from a folder, both absolute; empty when they have only the root in common. */
    public static Optional<Path> way(Path folder, Path path) {
        boolean related = folder.isAbsolute()
                && path.isAbsolute()
                && folder.getRoot().equals(path.getRoot())
                && folder.getNameCount() > 0
                && path.getNameCount() > 0
                && folder.getName(0).equals(path.getName(0));
        return related ? Optional.of(folder.relativize(path)) : Optional.empty();
    }

    /** The relative path as text with slashes, {@code .} for the folder itself; otherwise the absolute path. */
    static String from(Path folder, Path path) {
        return way(folder, path).map(PortablePath::text).orElse(path.toString());
    }

    /** A path as text with slashes, {@code .} for an empty one. */
    public static String text(Path way) {
        String text = way.toString().replace(way.getFileSystem().getSeparator(), "/");
        return text.isEmpty() ? "." : text;
    }
}
