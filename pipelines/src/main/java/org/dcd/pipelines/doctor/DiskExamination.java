package org.dcd.pipelines.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.schemas.io.Reasons;

/**
 * Free space of the store and of the folder for temporary files.
 *
 * @param store folder of the store; empty if it is remote
 */
record DiskExamination(Optional<Path> store) implements Examination {
    /** Less than this is not enough for a stage. */
    private static final long LEAST = 256L << 20;
    /** Less than this is not enough for an experiment with a few checkpoints. */
    private static final long LITTLE = 2L << 30;

    private static final int PROBE_BYTES = 1 << 16;

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public void run(Notes notes) throws IOException {
        if (store.isPresent()) {
            examine(notes, store.get(), "store", "give another folder with --store");
        }
        examine(notes, Path.of(System.getProperty("java.io.tmpdir")), "temporary", "set TMPDIR to another folder");
    }

    private static void examine(Notes notes, Path folder, String fact, String remedy) throws IOException {
        Path existing = folder.toAbsolutePath();
        while (!Files.isDirectory(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        long free = Files.getFileStore(existing).getUsableSpace();
        notes.say(FormattedNumbers.bytes(free) + " free in " + folder)
                .fact(fact, folder.toString())
                .fact(fact + "-free-bytes", free);
        try {
            write(existing);
        } catch (IOException e) {
            notes.error(folder + " cannot be written: " + Reasons.of(e), remedy);
            return;
        }
        if (free < LITTLE) {
            notes.problem(
                    free < LEAST ? Severity.ERROR : Severity.WARNING,
                    folder + " has only " + FormattedNumbers.bytes(free) + " of free space",
                    "free disk space, or " + remedy);
        }
    }

    private static void write(Path folder) throws IOException {
        Path probe = Files.createTempFile(folder, ".dcd-doctor", ".tmp");
        try {
            Files.write(probe, new byte[PROBE_BYTES]);
        } finally {
            Files.deleteIfExists(probe);
        }
    }
}
