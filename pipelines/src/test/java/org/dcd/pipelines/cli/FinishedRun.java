package org.dcd.pipelines.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dcd.pipelines.run.RunRecord;
import org.dcd.pipelines.run.RunRecords;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.stage.StageId;

/**
 * A finished run of fake stages on a data set of real files: {@code repo/tiny.yaml}, {@code repo/data} and
 * {@code store} in one folder.
 */
record FinishedRun(Path folder) {
    private static final int IMAGES = 60;
    private static final int SIDE = 16;

    static FinishedRun in(Path folder) throws IOException {
        FinishedRun run = prepared(folder);
        TestCli done =
                TestCli.run("run", "--runner", "direct", "--store", run.store().toString(), run.file());
        if (done.code() != 0) {
            throw new AssertionError(done.err());
        }
        return run;
    }

    /** The files of the experiment, without a run. */
    static FinishedRun prepared(Path folder) throws IOException {
        Path repo = Files.createDirectories(folder.resolve("repo"));
        writeImages(Files.createDirectories(repo.resolve("data")), 1);
        TestCli.experiment(
                repo, TestCli.EXPERIMENT.replace("{type: tiny-source, path: images,", "{type: idx, path: data,"));
        return new FinishedRun(folder);
    }

    /** @param level of the first pixel */
    static void writeImages(Path data, int level) throws IOException {
        ByteBuffer images = ByteBuffer.allocate(16 + IMAGES * SIDE * SIDE);
        images.putInt(0x803).putInt(IMAGES).putInt(SIDE).putInt(SIDE).put((byte) level);
        ByteBuffer labels = ByteBuffer.allocate(8 + IMAGES).putInt(0x801).putInt(IMAGES);
        for (int i = 0; i < IMAGES; i++) {
            labels.put((byte) (i % 10));
        }
        Files.write(data.resolve("images-idx3-ubyte"), images.array());
        Files.write(data.resolve("labels-idx1-ubyte"), labels.array());
    }

    Path repo() {
        return folder.resolve("repo");
    }

    String file() {
        return repo().resolve("tiny.yaml").toString();
    }

    Path store() {
        return folder.resolve("store");
    }

    RunRecord record() throws IOException {
        List<RunRecord> all = new RunRecords(Store.open(store())).all();
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " records");
        }
        return all.get(0);
    }

    /** Folder of a stage of the run. */
    Path stage(String name) throws IOException {
        RunRecord.StageRecord stage = record().stages().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        return Path.of(Store.open(store())
                .stage(new StageId(stage.kind(), stage.key()))
                .location());
    }

    /** Runs a command on the store. */
    TestCli dcd(String... args) {
        return TestCli.run(Stream.concat(Stream.of(args), Stream.of("--store", store().toString()))
                .toArray(String[]::new));
    }
}
