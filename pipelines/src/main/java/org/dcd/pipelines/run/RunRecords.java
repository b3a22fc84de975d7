package org.dcd.pipelines.run;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.schemas.io.Folder;

/** The records of finished runs in a store. */
public record RunRecords(Store store) {
    /**
     * All records, by file name.
     *
     * @throws BadInputException when one cannot be read
     */
    public List<RunRecord> all() throws IOException {
        List<RunRecord> records = new ArrayList<>();
        for (String name : store.runs().list()) {
            if (name.endsWith(RunRecord.SUFFIX) && !name.startsWith(".")) {
                records.add(read(name, "delete it and run that experiment again; its stages are cached"));
            }
        }
        return records;
    }

    /**
     * The record of one run.
     *
     * @param name name of a run, with or without {@code .json}, or a prefix of exactly one name
     * @throws BadInputException when no run or several runs match
     */
    public RunRecord named(String name) throws IOException {
        List<RunRecord> all = all();
        String wanted =
                name.endsWith(RunRecord.SUFFIX) ? name.substring(0, name.length() - RunRecord.SUFFIX.length()) : name;
        List<RunRecord> exact =
                all.stream().filter(run -> run.name().equals(wanted)).toList();
        List<RunRecord> found = exact.isEmpty()
                ? all.stream().filter(run -> run.name().startsWith(wanted)).toList()
                : exact;
        if (found.size() != 1) {
            List<String> names = (found.isEmpty() ? all : found)
                    .stream().map(RunRecord::name).toList();
            throw new BadInputException("the store " + store.location() + " has "
                    + (found.isEmpty() ? "no run" : Count.of(found.size(), "run")) + " whose name begins with '"
                    + wanted + "'; "
                    + (names.isEmpty() ? "it has no runs" : "choose one of " + String.join(", ", names)));
        }
        return found.get(0);
    }

    /**
     * Saves the record of a run. An existing record of the same plan is {@linkplain RunRecord#after merged} with it.
     *
     * @param messages receives a warning when the existing record cannot be read and is replaced
     */
    public void save(RunRecord run, Consumer<String> messages) throws IOException {
        byte[] json = merged(run, messages).toJson();
        store.runs().write(run.fileName(), out -> out.write(json));
    }

    private RunRecord merged(RunRecord run, Consumer<String> messages) throws IOException {
        if (!store.runs().exists(run.fileName())) {
            return run;
        }
        try {
            return run.after(read(run.fileName(), "it is replaced"));
        } catch (BadInputException damaged) {
            messages.accept(damaged.getMessage());
            return run;
        }
    }

    private RunRecord read(String file, String remedy) throws IOException {
        Folder runs = store.runs();
        try (InputStream in = runs.open(file)) {
            return RunRecord.ofJson(in.readAllBytes(), runs.location() + "/" + file, remedy);
        }
    }
}
