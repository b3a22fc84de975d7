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

/** The runs of a store that are at work, each in a file of its own: the same experiment may run twice. */
public record ActiveRuns(Store store) {
    private static final String SUFFIX = ".json";
    private static final int DIGITS = 6;
    private static final int MOST_BYTES = 64 << 20;

    private Folder folder() {
        return store.activeRuns();
    }

    /** A name for the file of a run. */
    public static String newFile(ActiveRun run) {
        return run.name() + "." + UUID.randomUUID().toString().substring(0, DIGITS) + SUFFIX;
    }

    public void write(String file, ActiveRun run) throws IOException {
        byte[] json = run.toJson();
        folder().write(file, out -> out.write(json));
    }

    public void remove(String file) throws IOException {
        folder().delete(file);
    }

    /** Forgets a run that nobody is at any more. */
    public void forget(String file, ActiveRun run) throws IOException {
        remove(file);
        forgetLauncher(run, false);
    }

    /**
     * Forgets the launcher of a run that nobody is at, so that another may take its place.
     *
     * @param writes whether workers may still be at its job
     */
    public void forgetLauncher(ActiveRun run, boolean writes) {
        if (!run.launcher().isEmpty()) {
            store.forget(
                    run.launcher(),
                    run.stages().stream().map(ActiveRun.PendingStage::id).toList(),
                    writes);
        }
    }

    /** The run of a file; empty when it has ended. */
    public Optional<ActiveRun> read(String file) throws IOException {
        if (!folder().exists(file)) {
            return Optional.empty();
        }
        try (InputStream in = folder().open(file)) {
            return Optional.of(ActiveRun.ofJson(in.readNBytes(MOST_BYTES), folder().location() + "/" + file));
        } catch (NoSuchFileException | FileNotFoundException endedMeanwhile) {
            return Optional.empty();
        }
    }

    /** All, by their files. */
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
     * The file of one run. Of several runs of one experiment it is the one with a job; of several of those, the first.
     *
     * @param name of a run, or the beginning of one name alone; empty for the only one
     * @throws BadInputException when there is none, or several
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
                    + (found.isEmpty() ? "no run at work" : Count.of(found.size(), "run") + " at work") + wanted + "; "
                    + (all.isEmpty()
                            ? "dcd status --store " + store.location() + " tells of those that ended"
                            : "there " + (all.size() == 1 ? "is " : "are ") + names));
        }
        return found.entrySet().stream()
                .filter(entry -> !entry.getValue().job().isEmpty())
                .findFirst()
                .orElseGet(() -> found.entrySet().iterator().next())
                .getKey();
    }
}
