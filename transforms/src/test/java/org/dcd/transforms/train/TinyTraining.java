package org.dcd.transforms.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageInput;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.PartWriter;
import org.dcd.transforms.augment.AugmentPipe;
import org.dcd.transforms.augment.Augmentation;
import org.dcd.transforms.contract.TestIds;
import org.dcd.transforms.features.ClassifierFeatures;
import org.dcd.transforms.generator.DenoiserGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.TensorData;
import org.dcd.transforms.loss.AmbientTweedie;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.DistillationMethod;
import org.dcd.transforms.loss.DistillationMethod.Start;
import org.dcd.transforms.loss.DistillationMethod.Target;
import org.dcd.transforms.loss.Sid;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.metric.ReferenceImages;
import org.dcd.transforms.model.NoiseEmbedding;
import org.dcd.transforms.model.SongUNet;
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.distil.DistilSpec;
import org.dcd.transforms.stage.features.FeaturesSpec;
import org.dcd.transforms.stage.teacher.TeacherSpec;

/** Trainings of seconds on images of 8x8 pixels: a bright left or right half, under noise. */
public final class TinyTraining {
    public static final ImageShape SHAPE = new ImageShape(1, 8, 8);
    public static final int BATCH = 16;
    /** Steps of the teacher and of distillation. */
    /** First step whose candidates are eligible. */
    public static final int SELECT_FROM = 32;

    public static final int STEPS = 48;

    public static final int CHECKPOINT_EVERY = 20;
    public static final double SIGMA = 0.5;
    public static final SigmaDistribution LEVELS = new SigmaDistribution(-0.6, 1.2);

    private static final int IMAGES = 160;
    private static final int CLASSES = 2;
    /** With dropout, whose draws a resumed training must repeat, too. */
    private static final SongUNet NETWORK = new SongUNet(16, List.of(1), 1, List.of(), 0.1);

    private static final ClassifierFeatures FEATURES = new ClassifierFeatures(16, 8, 0.32, 32, 2e-3);

    private final Path store;
    private final SongUNet network;

    public TinyTraining(Path store) {
        this(store, NETWORK);
    }

    private TinyTraining(Path store, SongUNet network) {
        this.store = store;
        this.network = network;
    }

    /** Without dropout, whose draws differ between devices. */
    public static TinyTraining plain(Path store) {
        return new TinyTraining(store, new SongUNet(16, List.of(1), 1, List.of(), 0));
    }

    public Folder folder(String name) {
        return Folder.at(store.resolve(name).toString());
    }

    public void writeMeasurements(String name, Origin origin) throws IOException {
        PartWriter<Measurement> out =
                new PartWriter<>(folder(name), FileNames.MEASUREMENTS, Measurement.class, IMAGES, IMAGES / 2);
        for (int i = 0; i < IMAGES; i++) {
            float[] y = Seeds.normal(i, SHAPE.size());
            for (int k = 0; k < y.length; k++) {
                y[k] = pixel(i, k) + (float) SIGMA * y[k];
            }
            ByteBuffer data = TensorData.encodeF32(y, 0, y.length);
            out.add(new Measurement((long) i, origin, i % CLASSES, 1, 8, 8, DataType.F32, data, 0L, (long) i, SIGMA));
        }
        out.finish();
    }

    public void writeImages(String name, Origin origin) throws IOException {
        PartWriter<Image> out = new PartWriter<>(folder(name), FileNames.TRAIN, Image.class, IMAGES, IMAGES);
        for (int i = 0; i < IMAGES; i++) {
            byte[] pixels = new byte[SHAPE.size()];
            for (int k = 0; k < pixels.length; k++) {
                pixels[k] = (byte) (pixel(i, k) > 0 ? 255 : 0);
            }
            out.add(new Image((long) i, origin, i % CLASSES, 1, 8, 8, DataType.U8, ByteBuffer.wrap(pixels)));
        }
        out.finish();
    }

    private static float pixel(int image, int index) {
        boolean right = index % SHAPE.width() >= SHAPE.width() / 2;
        return right == (image % CLASSES == 1) ? 0.8f : -0.8f;
    }

    public StageTask<TeacherSpec> teacher(Folder work, long seed) {
        return teacher(work, seed, network, 2e-3, STEPS);
    }

    public StageTask<TeacherSpec> teacher(Folder work, long seed, double learningRate, int steps) {
        return teacher(work, seed, network, learningRate, steps);
    }

    /** Without dropout: shards of a batch are then computed at the same time. */
    public StageTask<TeacherSpec> plainTeacher(Folder work, long seed) {
        return teacher(work, seed, new SongUNet(16, List.of(1), 1, List.of(), 0), 2e-3, STEPS);
    }

    /** As {@link #plainTeacher}, of a network that takes labels of the augmentation. */
    public StageTask<TeacherSpec> augmentedTeacher(Folder work, long seed, AugmentPipe augment) {
        SongUNet network = new SongUNet(
                16,
                List.of(1),
                1,
                List.of(),
                0,
                NoiseEmbedding.POSITIONAL,
                1,
                SongUNet.Encoder.STANDARD,
                List.of(1, 1),
                Augmentation.LABELS);
        return teacher(work, seed, network, 2e-3, STEPS, augment);
    }

    private StageTask<TeacherSpec> teacher(Folder work, long seed, SongUNet network, double learningRate, int steps) {
        return teacher(work, seed, network, learningRate, steps, new AugmentPipe(0, AugmentPipe.Transforms.ALL));
    }

    private StageTask<TeacherSpec> teacher(
            Folder work, long seed, SongUNet network, double learningRate, int steps, AugmentPipe augment) {
        return teacher(work, seed, network, learningRate, steps, augment, Precision.FLOAT32, 0);
    }

    /** As {@link #plainTeacher}, in bfloat16, a quarter of the batch at once. */
    public StageTask<TeacherSpec> teacherInBfloat16(Folder work, long seed) {
        return teacher(
                work,
                seed,
                new SongUNet(16, List.of(1), 1, List.of(), 0),
                2e-3,
                STEPS,
                new AugmentPipe(0, AugmentPipe.Transforms.ALL),
                Precision.BFLOAT16,
                BATCH / 4);
    }

    private StageTask<TeacherSpec> teacher(
            Folder work,
            long seed,
            SongUNet network,
            double learningRate,
            int steps,
            AugmentPipe augment,
            Precision precision,
            int microBatch) {
        TeacherTraining training = new TeacherTraining(
                kimg(steps),
                BATCH,
                learningRate,
                kimg(5),
                0.1,
                kimg(20),
                0.25,
                0,
                LEVELS,
                kimg(CHECKPOINT_EVERY),
                precision,
                microBatch,
                augment);
        return new StageTask<>(
                TestIds.of("teacher", "teacher-" + seed),
                "teacher",
                new TeacherSpec(denoiser(network), training, new NoiseAssumption.Stored(), seed),
                List.of(input("measurements", "corrupt", "corrupt")),
                work);
    }

    /** The same training in fewer steps, with one candidate after the last. */
    public DistillationTraining ofSteps(DistillationTraining training, int steps) {
        return new DistillationTraining(
                kimg(steps),
                training.batch(),
                training.generatorLearningRate(),
                training.fakeLearningRate(),
                training.generatorBeta1(),
                training.warmupKimg(),
                training.finalLearningRate(),
                training.emaHalflifeKimg(),
                training.emaRampup(),
                training.clipNorm(),
                training.sigmaInit(),
                training.tMax(),
                training.generatorLevels(),
                training.clampLevels(),
                training.levels(),
                kimg(steps),
                training.selectSamples(),
                0,
                training.checkpointKimg(),
                training.precision(),
                training.microBatch(),
                training.keepCandidates());
    }

    public StageTask<FeaturesSpec> features(Origin origin, String images, Folder work) {
        String kind = origin == Origin.CLEAN ? "dataset" : "corrupt";
        return new StageTask<>(
                TestIds.of("features", "features-" + origin),
                "features",
                new FeaturesSpec(FEATURES, origin, SHAPE, CLASSES, 0, new ReferenceImages(), 1),
                List.of(input("images", kind, images)),
                work);
    }

    /** @param features folder of the features stage that candidates are scored with */
    public StageTask<DistilSpec> distil(Folder work, long seed, String features) {
        return distil(work, seed, features, false);
    }

    public StageTask<DistilSpec> distil(Folder work, long seed, String features, boolean keepCandidates) {
        DistillationTraining training = new DistillationTraining(
                kimg(STEPS),
                BATCH,
                3e-4,
                5e-4,
                0,
                kimg(5),
                0.5,
                kimg(10),
                0.25,
                10,
                2.5,
                800,
                new SigmaRange(0.002, 80, 7),
                true,
                LEVELS,
                kimg(16),
                120,
                kimg(SELECT_FROM),
                kimg(CHECKPOINT_EVERY),
                Precision.FLOAT32,
                0,
                keepCandidates);
        return new StageTask<>(
                TestIds.of("distil", "distil-" + seed),
                "distil",
                new DistilSpec(
                        new DistillationMethod(new Sid(1.2), Target.MEASUREMENT, true, Start.TEACHER),
                        denoiser(network),
                        new DenoiserGenerator(),
                        training,
                        new Corruption(new Identity(), new GaussianNoise(SIGMA)),
                        FEATURES,
                        CLASSES,
                        DataType.U8,
                        seed,
                        new NoiseAssumption.Stored()),
                List.of(
                        input("measurements", "corrupt", "corrupt"),
                        input("teacher", "teacher", "teacher"),
                        input("features", "features", features)),
                work);
    }

    private static ConditionedDenoiser denoiser(SongUNet network) {
        return ConditionedDenoiser.ofTeacher(
                network, new AmbientTweedie(), new MeasurementModel(new Identity(), SHAPE));
    }

    private static double kimg(int steps) {
        return steps * BATCH / 1000.0;
    }

    private StageInput input(String role, String kind, String name) {
        return new StageInput(role, name, TestIds.of(kind, name), folder(name));
    }
}
