package org.dcd.transforms.preparation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Image;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.PartWriter;
import org.dcd.transforms.dataset.DatasetSource;
import org.dcd.transforms.dataset.SourceHash;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.DatasetSpec;
import org.dcd.transforms.stage.Files;

/** Reads a data set once into the tables of a stage, training images apart from held-out ones. */
public final class DatasetIngest {
    /** Images of a part, unless they are so large that their pixels would exceed {@link #MOST_BYTES_PER_PART}. */
    public static final int IMAGES_PER_PART = 4096;

    private static final int MOST_BYTES_PER_PART = 64 << 20;

    private DatasetIngest() {}

    /**
     * Runs the stage.
     *
     * @param imagesPerPart most images of a part; changes how the images lie in files and nothing else
     * @throws BadInputException when the source is malformed, or its files are not those of the stage key
     */
    public static StageResult run(StageTask<DatasetSpec> task, int imagesPerPart) throws IOException {
        Instant started = Instant.now();
        long startNanos = System.nanoTime();
        DatasetSource source = task.spec().source();
        checkHash(task.spec());
        DatasetSource.Summary summary = source.summarise();
        BitSet heldOut = heldOut(summary.count(), source.heldOut(), task.spec().seed());
        int train = Math.toIntExact(summary.count() - source.heldOut());
        write(task.work(), source, summary, heldOut, rowsPerPart(summary, imagesPerPart));
        double seconds = (System.nanoTime() - startNanos) * 1e-9;
        Map<String, Double> figures = Map.of(
                "train", (double) train,
                "held-out", (double) source.heldOut(),
                "classes", (double) summary.classes(),
                "images-per-second", summary.count() / seconds);
        return new StageResult(task, List.of(), figures, List.of(), List.of(), started, seconds);
    }

    /** Ids of the images held out: the last ones of a permutation drawn from the seed. */
    public static BitSet heldOut(long count, int heldOut, long seed) {
        if (heldOut >= count) {
            throw new BadInputException(
                    "held-out " + heldOut + " leaves none of " + count + " images for training; lower it");
        }
        int n = Math.toIntExact(count);
        UniformRandomProvider random = Seeds.stream(new Seeds(seed).of("dataset/held-out", 0));
        int[] permutation = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            permutation[i] = permutation[j];
            permutation[j] = i;
        }
        BitSet ids = new BitSet(n);
        for (int i = n - heldOut; i < n; i++) {
            ids.set(permutation[i]);
        }
        return ids;
    }

    private static void checkHash(DatasetSpec spec) throws IOException {
        String found = SourceHash.sha256(spec.source());
        if (!found.equals(spec.sourceSha256())) {
            throw new BadInputException(spec.source().path() + ": its files changed since the plan was made, sha256 "
                    + found + ", expected " + spec.sourceSha256() + "; run again");
        }
    }

    private static int rowsPerPart(DatasetSource.Summary summary, int imagesPerPart) {
        long bytes = (long) summary.channels() * summary.height() * summary.width();
        return (int) Math.max(1, Math.min(imagesPerPart, MOST_BYTES_PER_PART / bytes));
    }

    private static void write(
            Folder work, DatasetSource source, DatasetSource.Summary summary, BitSet heldOut, int rowsPerPart)
            throws IOException {
        long count = summary.count();
        PartWriter<Image> train =
                new PartWriter<>(work, Files.TRAIN, Image.class, count - heldOut.cardinality(), rowsPerPart);
        PartWriter<Image> kept =
                new PartWriter<>(work, Files.HELD_OUT, Image.class, heldOut.cardinality(), rowsPerPart);
        work.delete(ProgressLine.FILE);
        try (ProgressLog log = ProgressLog.open(work)) {
            source.read(image -> {
                try {
                    boolean part = (heldOut.get(Math.toIntExact(image.getId())) ? kept : train).add(image);
                    if (part) {
                        log.append(new ProgressLine(
                                System.currentTimeMillis(), image.getId() + 1, count, "img", Map.of(), ""));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            train.finish();
            kept.finish();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
