package org.dcd.pipelines.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.dcd.pipelines.run.RunRecord;
import org.dcd.pipelines.store.LookupResult;
import org.dcd.pipelines.store.Manifests;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.files.StoreException;
import org.dcd.pipelines.store.lease.Leases;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.FileEntry;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.io.Folder;

/**
 * Imports a run that {@link RunExport} wrote into a store. The whole file is checked before anything is written. Stages
 * are published one by one, like stages that a run made. Stages that the store has are kept.
 */
public final class RunImport {
    private static final int MAX_INDEX_BYTES = 16 << 20;
    private static final int MAX_RECORD_BYTES = 16 << 20;
    private static final int MAX_MANIFEST_BYTES = 16 << 20;

    /** Maximum size of all manifests together, which are in memory at once. */
    private static final long MAX_TOTAL_MANIFEST_BYTES = 64L << 20;

    private final ArchiveFile file;
    private final Store store;
    private final Consumer<String> messages;
    private final Map<ArchiveIndex.Stage, byte[]> manifests = new LinkedHashMap<>();
    private int imported;
    private int equal;
    private int kept;

    private RunImport(ArchiveFile file, Store store, Consumer<String> messages) {
        this.file = file;
        this.store = store;
        this.messages = messages;
    }

    /**
     * Result of an import.
     *
     * @param run name of the run
     * @param imported number of stages that the store did not have
     * @param equal number of stages that the store had with the same files
     * @param kept number of stages that the store had with other files, which it keeps
     */
    public record Outcome(String run, int imported, int equal, int kept) {}

    /**
     * Imports a run.
     *
     * @param messages receives messages about stages and records that are kept
     * @throws BadInputException when the file is not a complete archive of a run; then nothing was written
     */
    public static Outcome read(Path path, Store store, Consumer<String> messages) throws IOException {
        try (ArchiveFile file = ArchiveFile.open(path)) {
            return new RunImport(file, store, messages).read();
        }
    }

    private Outcome read() throws IOException {
        ArchiveIndex index = index();
        byte[] json = file.bytes(index.recordEntry(), MAX_RECORD_BYTES, index.recordSha256());
        RunRecord record = record(json, index);
        for (ArchiveIndex.Stage stage : index.stages()) {
            check(stage);
        }
        requireStages(record);
        file.requireAllRead();

        store.prepare();
        List<String> keys = index.stages().stream().map(ArchiveIndex.Stage::key).toList();
        try (Leases leases = store.leases(keys, Thread.currentThread()::interrupt)) {
            for (ArchiveIndex.Stage stage : index.stages()) {
                publish(stage, leases);
            }
        }
        keep(index.record(), json);
        return new Outcome(record.name(), imported, equal, kept);
    }

    private ArchiveIndex index() throws IOException {
        byte[] json = file.bytes(ArchiveIndex.FILE, MAX_INDEX_BYTES);
        try {
            return ArchiveIndex.ofJson(json);
        } catch (IOException e) {
            throw file.bad("cannot be read at " + ArchiveIndex.FILE + ": " + e.getMessage());
        }
    }

    private RunRecord record(byte[] json, ArchiveIndex index) throws IOException {
        RunRecord record = RunRecord.ofJson(json, index.recordEntry(), "write the file again with dcd store export");
        if (!record.fileName().equals(index.record())) {
            throw file.bad("has the record of the run " + record.name() + " under the name " + index.record());
        }
        if (record.folder() != null) {
            throw file.bad("has a record with a folder of another machine");
        }
        return record;
    }

    /** Checks the hashes of a stage and the contents of its manifest. */
    private void check(ArchiveIndex.Stage stage) throws IOException {
        byte[] json = file.bytes(stage.manifestEntry(), MAX_MANIFEST_BYTES, stage.manifestSha256());
        long all = json.length
                + manifests.values().stream().mapToLong(bytes -> bytes.length).sum();
        if (all > MAX_TOTAL_MANIFEST_BYTES) {
            throw file.bad("has more than " + MAX_TOTAL_MANIFEST_BYTES + " bytes of manifests");
        }
        if (manifests.put(stage, json) != null) {
            throw file.bad("lists stage " + stage.kind() + " " + stage.key() + " twice");
        }
        Manifest manifest = manifest(stage);
        if (!manifest.getKind().equals(stage.kind()) || !manifest.getKey().equals(stage.key())) {
            throw file.bad("has the manifest of " + manifest.getKind() + " " + manifest.getKey() + " at "
                    + stage.manifestEntry());
        }
        Set<String> names = new HashSet<>();
        for (FileEntry entry : manifest.getFiles()) {
            if (!entry.getPath().matches("[A-Za-z0-9_-][A-Za-z0-9._-]*")
                    || entry.getPath().equals(Manifests.FILE)
                    || !names.add(entry.getPath())) {
                throw file.bad("lists '" + entry.getPath().replaceAll("\\p{Cntrl}", "?") + "' at "
                        + stage.manifestEntry() + ", which is not a valid name of a stage's file");
            }
            file.check(stage.entry(entry.getPath()), entry.getBytes(), entry.getSha256());
        }
    }

    private Manifest manifest(ArchiveIndex.Stage stage) {
        try {
            return Manifests.ofJson(manifests.get(stage));
        } catch (IOException e) {
            throw file.bad("has no manifest at " + stage.manifestEntry() + ": " + e.getMessage());
        }
    }

    private void requireStages(RunRecord record) {
        Set<String> there = new HashSet<>();
        manifests.keySet().forEach(stage -> there.add(stage.kind() + " " + stage.key()));
        record.stages().stream()
                .filter(stage -> !there.contains(stage.kind() + " " + stage.key()))
                .findFirst()
                .ifPresent(stage -> {
                    throw file.bad("does not contain stage " + stage.name() + " of the run");
                });
    }

    private void publish(ArchiveIndex.Stage stage, Leases leases) throws IOException {
        Manifest manifest = manifest(stage);
        String name = manifest.getName();
        leases.take(stage.id()).ifPresent(holder -> {
            throw new StoreException(
                    "another run is making stage " + name + ": " + holder
                            + "; import again when it has finished; stages imported so far are kept",
                    null);
        });
        if (store.find(stage.id()) instanceof LookupResult.Present present) {
            keep(manifest, present.manifest());
        } else {
            store.setAside(stage.id())
                    .ifPresent(aside ->
                            messages.accept(name + " in the store was damaged; the damaged stage is kept in " + aside));
            write(stage, manifest);
            // Compares the hashes of the written files, and publishes them like an interrupted publication.
            if (!store.recover(stage.id())) {
                throw new StoreException(
                        "stage " + name + " was not written correctly; check the disk of " + store.location()
                                + ", then import again",
                        null);
            }
            imported++;
        }
        leases.release(stage.id());
    }

    private void write(ArchiveIndex.Stage stage, Manifest manifest) throws IOException {
        Folder work = store.work(stage.id());
        for (FileEntry entry : manifest.getFiles()) {
            try (InputStream in = file.open(stage.entry(entry.getPath()))) {
                work.write(entry.getPath(), in::transferTo);
            }
        }
        byte[] json = manifests.get(stage);
        work.write(Manifests.FILE, out -> out.write(json));
    }

    private void keep(Manifest theirs, Manifest ours) {
        List<String> differing = differing(theirs, ours);
        if (differing.isEmpty()) {
            equal++;
            return;
        }
        kept++;
        messages.accept(theirs.getName() + " is already in the store and is kept; different files: "
                + String.join(", ", differing));
    }

    private static List<String> differing(Manifest theirs, Manifest ours) {
        Map<String, FileEntry> present = new LinkedHashMap<>();
        ours.getFiles().forEach(entry -> present.put(entry.getPath(), entry));
        List<String> differing = new ArrayList<>();
        for (FileEntry entry : theirs.getFiles()) {
            if (!entry.equals(present.remove(entry.getPath()))) {
                differing.add(entry.getPath());
            }
        }
        differing.addAll(present.keySet());
        return differing;
    }

    private void keep(String name, byte[] json) throws IOException {
        Folder runs = store.runs();
        if (!runs.exists(name)) {
            runs.write(name, out -> out.write(json));
            return;
        }
        messages.accept("the run is already in the store, and its record " + name + " is kept");
    }
}
