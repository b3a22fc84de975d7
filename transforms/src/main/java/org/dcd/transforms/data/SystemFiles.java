package org.dcd.transforms.data;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Folders and files that operating systems and storage devices create beside the data, and hidden ones. */
public final class SystemFiles {
    /** In lower case: recycle bins, snapshots, previews, what a check of the file system found, resource forks. */
    private static final Set<String> FOLDERS = Set.of(
            "@eadir",
            "@tmp",
            "@sharebin",
            "@recycle",
            "@recently-snapshot",
            "@__thumb",
            ".@__thumb",
            "#recycle",
            "#snapshot",
            "~snapshot",
            ".snapshot",
            ".snapshots",
            ".zfs",
            "$recycle.bin",
            "$winreagent",
            "recycler",
            "recycled",
            "lost+found",
            "system volume information",
            "network trash folder",
            "temporary items",
            "__macosx",
            ".appledouble",
            ".appledb",
            ".fseventsd",
            ".spotlight-v100",
            ".temporaryitems",
            ".trashes",
            ".trash",
            ".thumbnails",
            ".ipynb_checkpoints",
            ".git");

    private static final Set<String> FILES =
            Set.of("thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "folder.htt", ".ds_store", "icon\r");

    /** What a check of a Windows disk found, and the recycle bins of Linux by user. */
    private static final Pattern MORE_FOLDERS = Pattern.compile("found\\.\\d{3}|\\.trash-.*");

    private SystemFiles() {}

    /**
     * The kind of a folder that is never data.
     *
     * @param name its last part
     */
    public static Optional<String> folder(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (FOLDERS.contains(lower) || MORE_FOLDERS.matcher(lower).matches()) {
            return Optional.of("system folder");
        }
        return isHidden(name) ? Optional.of("hidden folder") : Optional.empty();
    }

    /**
     * The kind of a file that is never data.
     *
     * @param name its last part
     */
    public static Optional<String> file(String name) {
        if (FILES.contains(name.toLowerCase(Locale.ROOT)) || name.startsWith("._")) {
            return Optional.of("system file");
        }
        return isHidden(name) ? Optional.of("hidden file") : Optional.empty();
    }

    private static boolean isHidden(String name) {
        return name.startsWith(".");
    }
}
