package org.dcd.pipelines.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.table.PartWriter;
import org.dcd.transforms.augment.AugmentPipe;
import org.dcd.transforms.augment.AugmentPipe.Transforms;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.TensorData;
import org.dcd.transforms.loss.AmbientTweedie;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.model.Mlp;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.teacher.TeacherBatches;
import org.dcd.transforms.train.LookAhead;
import org.dcd.transforms.train.PreparedBatches;
import org.dcd.transforms.train.SigmaDistribution;
import org.dcd.transforms.train.StepRandom;
import org.dcd.transforms.train.TrainingImages;

/**
 * Speed of preparing the batches of a teacher with ambient Tweedie on 3x32x32 measurements: reading, levels, noise and
 * augmentation as in EDM for CIFAR-10, without a network.
 */
final class FeedBenchmark {
    private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
    private static final int IMAGES = 2048;
    private static final float SIGMA = 0.2f;
    private static final double PROBABILITY = 0.12;

    private FeedBenchmark() {}

    /** Augmentations, in order of their cost. */
    private enum Variant {
        UNAUGMENTED(new AugmentPipe(0, Transforms.ALL)),
        FLIPS(new AugmentPipe(PROBABILITY, Transforms.FLIPS)),
        ALL(new AugmentPipe(PROBABILITY, Transforms.ALL));

        private final AugmentPipe pipe;

        Variant(AugmentPipe pipe) {
            this.pipe = pipe;
        }
    }

    /**
     * Measures one thread with every augmentation, in turn, then all threads with the whole one.
     *
     * @param threads background threads of the last measurement
     * @param batch images per step
     * @param warmup number of steps before the measurements
     * @param steps number of steps measured
     */
    static Map<String, Object> run(int threads, int batch, int warmup, int steps) throws IOException {
        BenchmarkCase.requirePositive("--threads", threads);
        BenchmarkCase.requirePositive("--batch", batch);
        BenchmarkCase.requirePositive("--steps", steps);
        Path folder = Files.createTempDirectory("dcd-bench");
        try {
            Folder table = Folder.at(folder.toString());
            write(table);
            try (TrainingImages images = TrainingImages.measurements(table, FileNames.MEASUREMENTS, SHAPE)) {
                return run(images, threads, batch, warmup, steps);
            }
        } finally {
            FeaturesBenchmark.delete(folder);
        }
    }

    private static Map<String, Object> run(TrainingImages images, int threads, int batch, int warmup, int steps) {
        StepRandom random = new StepRandom(new Seeds(1));
        Map<Variant, Double> cpuSeconds = new EnumMap<>(Variant.class);
        Map<Variant, TeacherBatches> batches = new EnumMap<>(Variant.class);
        for (Variant variant : Variant.values()) {
            batches.put(variant, batches(images, variant, batch));
        }
        for (int step = 1; step <= warmup + steps; step++) {
            int number = step;
            batches.forEach((variant, of) -> {
                double before = cpuSeconds();
                of.prepare(number, random);
                if (number > warmup) {
                    cpuSeconds.merge(variant, cpuSeconds() - before, Double::sum);
                }
            });
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("what", "feed");
        figures.put("shape", SHAPE.toString());
        figures.put("batch", batch);
        figures.put("steps", steps);
        cpuSeconds.forEach((variant, seconds) -> figures.put(
                "images_per_cpu_second_" + variant.name().toLowerCase(Locale.ROOT),
                BenchmarkCase.rounded((double) batch * steps / seconds)));
        figures.put("threads", threads);
        double rate = (double) batch * steps / secondsAhead(batches.get(Variant.ALL), random, threads, steps);
        figures.put("images_per_second_on_threads", BenchmarkCase.rounded(rate));
        return figures;
    }

    private static TeacherBatches batches(TrainingImages images, Variant variant, int batch) {
        ConditionedDenoiser denoiser = ConditionedDenoiser.ofTeacher(
                new Mlp(4, 1), new AmbientTweedie(), new MeasurementModel(new Identity(), SHAPE));
        return new TeacherBatches(
                images, denoiser, new NoiseAssumption.Stored(), new SigmaDistribution(-1.2, 1.2), variant.pipe, batch);
    }

    /** CPU time of this thread, which other load affects less than elapsed time. */
    private static double cpuSeconds() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() * 1e-9;
    }

    /** Seconds for all steps with background threads, whose consumer does nothing. */
    private static double secondsAhead(TeacherBatches batches, StepRandom random, int threads, int steps) {
        long before = System.nanoTime();
        try (PreparedBatches<Map<String, float[]>> prepared =
                new PreparedBatches<>(batches, random, 1, steps, new LookAhead(threads, Long.MAX_VALUE))) {
            for (int step = 0; step < steps; step++) {
                prepared.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return (System.nanoTime() - before) * 1e-9;
    }

    private static void write(Folder folder) throws IOException {
        PartWriter<Measurement> out =
                new PartWriter<>(folder, FileNames.MEASUREMENTS, Measurement.class, IMAGES, IMAGES);
        for (int i = 0; i < IMAGES; i++) {
            ByteBuffer data = TensorData.encodeF32(Seeds.normal(i, SHAPE.size()), 0, SHAPE.size());
            out.add(new Measurement(
                    (long) i, Origin.MEASUREMENT, 0, 3, 32, 32, DataType.F32, data, 0L, (long) i, (double) SIGMA));
        }
        out.finish();
    }
}
