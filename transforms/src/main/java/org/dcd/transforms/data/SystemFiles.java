package org.dcd.transforms.data;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Recognises hidden files and folders, and those that operating systems and storage devices create. */
public final class SystemFiles {
    /** In lower case: recycle bins, snapshots, thumbnails, results of file system checks, resource forks. */
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

    /** Results of chkdsk on Windows, and per-user recycle bins of Linux. */
    private static final Pattern MORE_FOLDERS = Pattern.compile("found\\.\\d{3}|\\.trash-.*");

    private SystemFiles() {}

    /**
     * Returns the kind of a folder that never contains data; empty for other folders.
     *
     * @param name last part of its path
     */
    public static Optional<String> folder(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (FOLDERS.contains(lower) || MORE_FOLDERS.matcher(lower).matches()) {
            return Optional.of("system folder");
        }
        return isHidden(name) ? Optional.of("hidden folder") : Optional.empty();
    }

    /**
     * Returns the kind of a file that is never data; empty for other files.
     *
     * @param name last part of its path
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
