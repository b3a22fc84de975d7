package org.dcd.pipelines.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.schemas.io.Folder;

/** The records of the active runs of a store. Each run has its own file, as the same experiment may run twice. */
public record ActiveRuns(Store store) {
    private static final String SUFFIX = ".json";
    private static final int DIGITS = 6;
    private static final int MAX_BYTES = 64 << 20;

    private Folder folder() {
        return store.activeRuns();
    }

    /** A new file name for the record of a run. */
    public static String newFile(ActiveRun run) {
        return run.name() + "." + UUID.randomUUID().toString().substring(0, DIGITS) + SUFFIX;
    }

    /** Writes or overwrites the record of a run. */
    public void write(String file, ActiveRun run) throws IOException {
        byte[] json = run.toJson();
        folder().write(file, out -> out.write(json));
    }

    /** Deletes the record of a run. */
    public void remove(String file) throws IOException {
        folder().delete(file);
    }

    /** Deletes the record of a run that has ended, the leases of its launcher, and its heartbeat. */
    public void forget(String file, ActiveRun run) throws IOException {
        remove(file);
        forgetLauncher(run, false);
    }

    /**
     * Releases the leases of a launcher that has ended and deletes its heartbeat, so that another launcher can continue
     * the run.
     *
     * @param writes whether workers of its job may still write
     */
    void forgetLauncher(ActiveRun run, boolean writes) {
        if (!run.launcher().isEmpty()) {
            store.forget(
                    run.launcher(),
                    run.stages().stream().map(ActiveRun.PendingStage::id).toList(),
                    writes);
        }
    }

    /** The run of a file; empty when the run has ended. */
    public Optional<ActiveRun> read(String file) throws IOException {
        if (!folder().exists(file)) {
            return Optional.empty();
        }
        try (InputStream in = folder().open(file)) {
            return Optional.of(ActiveRun.ofJson(in.readNBytes(MAX_BYTES), folder().location() + "/" + file));
        } catch (NoSuchFileException | FileNotFoundException endedMeanwhile) {
            return Optional.empty();
        }
    }

    /** All active runs by file. */
    public Map<String, ActiveRun> all() throws IOException {
        Map<String, ActiveRun> runs = new TreeMap<>();
        for (String file : folder().list()) {
            if (file.endsWith(SUFFIX) && !file.startsWith(".")) {
                read(file).ifPresent(run -> runs.put(file, run));
            }
        }
        return runs;
    }

    /**
     * The file of one run. Of several runs of the same experiment, the first one with a job.
     *
     * @param name name of a run, or a prefix of exactly one name; empty for the only run
     * @throws BadInputException when no run or several runs match
     */
    public String named(String name) throws IOException {
        Map<String, ActiveRun> all = all();
        Map<String, ActiveRun> found = new TreeMap<>(all);
        found.values().removeIf(run -> !run.name().startsWith(name));
        if (found.values().stream().anyMatch(run -> run.name().equals(name))) {
            found.values().removeIf(run -> !run.name().equals(name));
        }
        String names = all.values().stream().map(ActiveRun::name).distinct().collect(Collectors.joining(", "));
        if (found.values().stream().map(ActiveRun::name).distinct().count() != 1) {
            String wanted = name.isEmpty() ? "" : " whose name begins with '" + name + "'";
            throw new BadInputException("the store " + store.location() + " has "
                    + (found.isEmpty() ? "no active run" : Count.of(found.size(), "active run")) + wanted + "; "
                    + (all.isEmpty()
                            ? "dcd status --store " + store.location() + " lists finished runs"
                            : "choose one of " + names));
        }
        return found.entrySet().stream()
                .filter(entry -> !entry.getValue().job().isEmpty())
                .findFirst()
                .orElseGet(() -> found.entrySet().iterator().next())
                .getKey();
    }
}
