package org.dcd.transforms.stage.corrupt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.schemas.table.TableReader;
import org.dcd.schemas.table.TableWriter;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.TensorData;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.Corruptor;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.FileNames;

/**
 * Takes one measurement of every image of a part of a table, in batches. The draws of an image depend only on the
 * experiment's seed and the image's id, never on part, batch or worker.
 */
final class PartCorruption {
    private static final int MOST_IMAGES_PER_BATCH = 256;
    private static final int MOST_ELEMENTS_PER_BATCH = 4 << 20;

    private final Corruption corruption;
    private final Seeds seeds;
    private final MeasurementShard.SourceTable measured;
    private final String part;
    private final long rows;

    /** @param rows number of images to measure, the first ones of the part */
    PartCorruption(CorruptSpec spec, MeasurementShard.SourceTable measured, String part, long rows) {
        this.corruption = spec.corruption();
        Seeds all = new Seeds(spec.seed());
        this.seeds = spec.heldOut() > 0 ? all.derive(FileNames.HELD_OUT) : all;
        this.measured = measured;
        this.part = part;
        this.rows = rows;
    }

    void run(Corruptor.Factory corruptors, TableWriter<Measurement> out) throws IOException {
        try (TableReader<Image> images = TableReader.open(measured.folder(), part, Image.class)) {
            if (rows == 0) {
                return;
            }
            long left = rows - 1;
            List<Image> batch = new ArrayList<>(List.of(images.next()));
            ImageShape shape = shape(batch.get(0));
            int most = Math.max(1, Math.min(MOST_IMAGES_PER_BATCH, MOST_ELEMENTS_PER_BATCH / shape.size()));
            try (Corruptor corruptor = corruptors.of(corruption, shape)) {
                while (!batch.isEmpty()) {
                    for (; batch.size() < most && left > 0; left--) {
                        batch.add(images.next());
                    }
                    measure(corruptor, batch, shape, out);
                    batch.clear();
                    if (left > 0) {
                        batch.add(images.next());
                        left--;
                    }
                }
            }
        }
    }

    private void measure(Corruptor corruptor, List<Image> batch, ImageShape shape, TableWriter<Measurement> out)
            throws IOException {
        int n = batch.size();
        float[] x = new float[n * shape.size()];
        long[] operatorSeeds = new long[n];
        long[] noiseSeeds = new long[n];
        double[] sigmas = new double[n];
        for (int i = 0; i < n; i++) {
            Image image = batch.get(i);
            check(image, shape);
            TensorData.decode(image.getDataType(), image.getData(), shape.size(), x, i * shape.size());
            operatorSeeds[i] = seeds.of("corrupt/operator", image.getId());
            noiseSeeds[i] = seeds.of("corrupt/noise", image.getId());
            sigmas[i] = corruption.noise().drawSigma(seeds.of("corrupt/sigma", image.getId()));
        }
        float[] y = corruptor.measure(x, operatorSeeds, noiseSeeds, sigmas);
        ImageShape measured = corruption.operator().measurementShape(shape);
        if (y.length != n * measured.size()) {
            throw new IllegalStateException(corruption + " gave " + y.length + " values for " + n + " images of "
                    + shape + ", expected " + measured + " each");
        }
        for (int i = 0; i < n; i++) {
            out.add(Measurement.newBuilder()
                    .setId(batch.get(i).getId())
                    .setLabel(batch.get(i).getLabel())
                    .setChannels(measured.channels())
                    .setHeight(measured.height())
                    .setWidth(measured.width())
                    .setDataType(DataType.F32)
                    .setData(TensorData.encodeF32(y, i * measured.size(), measured.size()))
                    .setOperatorSeed(operatorSeeds[i])
                    .setNoiseSeed(noiseSeeds[i])
                    .setSigma(sigmas[i])
                    .build());
        }
    }

    private void check(Image image, ImageShape shape) {
        if (image.getOrigin() != measured.origin()) {
            throw new IllegalStateException(measured.folder().location() + "/" + part + ": image " + image.getId()
                    + " is of origin " + image.getOrigin() + ", expected " + measured.origin());
        }
        if (!shape(image).equals(shape)) {
            throw new DamagedFileException(
                    measured.folder(),
                    part,
                    "is damaged: image " + image.getId() + " is " + shape(image) + " among " + shape);
        }
    }

    private static ImageShape shape(Image image) {
        return new ImageShape(image.getChannels(), image.getHeight(), image.getWidth());
    }
}
