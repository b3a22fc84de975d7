package org.dcd.pipelines.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dcd.pipelines.run.RunRecord;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.FileEntry;
import org.dcd.schemas.stage.StageId;
import org.dcd.transforms.files.Sha256;

/**
 * Writes a run to one file: its record, its stages, and all inputs of its stages. The same run gives the same bytes.
 * Entries are not compressed: compression would save a tenth of the size of floats, and readers can refuse compressed
 * entries, which may expand to any size.
 */
public final class RunExport {
    /** Earliest time in zip files, used for all entries. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final RunRecord record;
    private final Store store;
    private final Map<String, StageCopy> stages = new TreeMap<>();

    private RunExport(RunRecord record, Store store) {
        this.record = record.portable();
        this.store = store;
    }

    /**
     * Writes a run. Creates missing folders. The file appears atomically when it is complete, and replaces an existing
     * file.
     *
     * @return number of stages in the file
     * @throws BadInputException when the store does not have all stages of the run
     */
    public static int write(RunRecord record, Store store, Path file) throws IOException {
        RunExport export = new RunExport(record, store);
        export.collect();
        Path absolute = file.toAbsolutePath();
        Files.createDirectories(absolute.getParent());
        Path part = absolute.resolveSibling("." + absolute.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                    OutputStream out = Channels.newOutputStream(channel)) {
                ZipOutputStream zip = new ZipOutputStream(out);
                export.writeTo(zip);
                zip.finish();
                channel.force(true);
            }
            Files.move(part, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        return export.stages.size();
    }

    /**
     * Collects the stages of the record and all their inputs, which the record of a run of single stages does not list.
     */
    private void collect() {
        Deque<StageCopy> left = new ArrayDeque<>();
        for (RunRecord.StageRecord stage : record.stages()) {
            left.add(StageCopy.in(store, new StageId(stage.kind(), stage.key()), stage.name()));
        }
        while (!left.isEmpty()) {
            StageCopy stage = left.remove();
            if (stages.put(stage.manifest().getKey(), stage) == null) {
                stage.manifest()
                        .getInputs()
                        .forEach(input -> left.add(StageCopy.in(
                                store,
                                new StageId(input.getKind(), input.getKey()),
                                "that is read as " + input.getName())));
            }
        }
    }

    private void writeTo(ZipOutputStream zip) throws IOException {
        byte[] json = record.toJson();
        List<ArchiveIndex.Stage> listed = new ArrayList<>();
        List<StageCopy> ordered = stages.values().stream()
                .sorted(Comparator.comparing(StageCopy::id))
                .toList();
        for (StageCopy stage : ordered) {
            listed.add(new ArchiveIndex.Stage(
                    stage.manifest().getKind(), stage.manifest().getKey(), sha256(stage.manifestBytes())));
        }
        ArchiveIndex index = new ArchiveIndex(ArchiveIndex.FORMAT, record.fileName(), sha256(json), listed);
        entry(zip, ArchiveIndex.FILE, index.toJson());
        entry(zip, index.recordEntry(), json);
        for (int i = 0; i < ordered.size(); i++) {
            StageCopy stage = ordered.get(i);
            entry(zip, listed.get(i).manifestEntry(), stage.manifestBytes());
            for (FileEntry file : stage.manifest().getFiles()) {
                entry(zip, listed.get(i).entry(file.getPath()), stage, file);
            }
        }
    }

    private static String sha256(byte[] bytes) {
        return Sha256.of(bytes);
    }

    private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        begin(zip, name, bytes.length, crc);
        new ByteArrayInputStream(bytes).transferTo(zip);
        zip.closeEntry();
    }

    /**
     * Writes a file of a stage. Reads the file twice: zip needs the checksum first, and damaged files are not exported.
     */
    private static void entry(ZipOutputStream zip, String name, StageCopy stage, FileEntry file) throws IOException {
        CRC32 crc = new CRC32();
        MessageDigest sha = Sha256.digest();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = stage.folder().open(file.getPath())) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                crc.update(buffer, 0, n);
                sha.update(buffer, 0, n);
            }
        }
        if (!Sha256.hex(sha).equals(file.getSha256())) {
            throw new BadInputException(stage.folder().location() + "/" + file.getPath()
                    + " has other contents than when it was published (SHA-256 differs); first run the experiment"
                    + " again");
        }
        begin(zip, name, file.getBytes(), crc);
        try (InputStream in = stage.folder().open(file.getPath())) {
            in.transferTo(zip);
        }
        zip.closeEntry();
    }

    private static void begin(ZipOutputStream zip, String name, long bytes, CRC32 crc) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes);
        entry.setCompressedSize(bytes);
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(TIME);
        zip.putNextEntry(entry);
    }
}
