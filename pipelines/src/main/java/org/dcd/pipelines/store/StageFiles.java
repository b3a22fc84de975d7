package org.dcd.pipelines.store;

import org.dcd.schemas.FileEntry;

/**
 * Names of the files of finished stages in a store that is elsewhere: the beginning of the hash, then the name. Two
 * runs that publish one stage at once hence never write different contents under one name, and the manifest, which is
 * written last, says whose files count.
 */
final class StageFiles {
    private static final int HASH_DIGITS = 16;

    private StageFiles() {}

    /** The name under which a file is stored. */
    static String stored(FileEntry file) {
        String hash = file.getSha256();
        return hash.substring(0, Math.min(HASH_DIGITS, hash.length())) + "-" + file.getPath();
    }

    /** As {@link #stored}; stages of earlier versions have files under their own names. */
    static String find(BeamFolder stage, FileEntry file) {
        String stored = stored(file);
        return stage.exists(stored) ? stored : file.getPath();
    }
}
