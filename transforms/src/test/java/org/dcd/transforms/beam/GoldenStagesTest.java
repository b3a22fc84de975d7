package org.dcd.transforms.beam;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.dcd.schemas.Candidate;
import org.dcd.schemas.ClosedForm;
import org.dcd.schemas.DataType;
import org.dcd.schemas.FeatureVector;
import org.dcd.schemas.Image;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Origin;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageInput;
import org.dcd.schemas.stage.StageOutcome;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.augment.AugmentPipe;
import org.dcd.transforms.contract.Golden;
import org.dcd.transforms.contract.Golden.Output;
import org.dcd.transforms.contract.TestIds;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.data.GeneratedImages;
import org.dcd.transforms.data.points.Spiral;
import org.dcd.transforms.features.ClassifierFeatures;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.files.safetensors.Safetensors;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.torch.PersistentBytes;
import org.dcd.transforms.generator.DenoiserGenerator;
import org.dcd.transforms.generator.LowRankLinear;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.AmbientTweedie;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.DistillationMethod;
import org.dcd.transforms.loss.DistillationMethod.Start;
import org.dcd.transforms.loss.DistillationMethod.Target;
import org.dcd.transforms.loss.Sid;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.EstimatedSigma;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.metric.Fd;
import org.dcd.transforms.metric.Kd;
import org.dcd.transforms.metric.ProximalFd;
import org.dcd.transforms.metric.Psnr;
import org.dcd.transforms.metric.ReferenceImages;
import org.dcd.transforms.model.Mlp;
import org.dcd.transforms.model.SamplerSettings;
import org.dcd.transforms.model.SongUNet;
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.ops.torch.Engines;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.restore.PseudoInverse;
import org.dcd.transforms.restore.Restorer;
import org.dcd.transforms.restore.TrainedPrior;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.StageKinds;
import org.dcd.transforms.stage.analysis.AnalysisRun;
import org.dcd.transforms.stage.analysis.AnalysisSpec;
import org.dcd.transforms.stage.analysis.CurveDistance;
import org.dcd.transforms.stage.calibrate.CalibrateSpec;
import org.dcd.transforms.stage.calibrate.NoiseCalibration;
import org.dcd.transforms.stage.candidates.CandidatesRun;
import org.dcd.transforms.stage.candidates.CandidatesSpec;
import org.dcd.transforms.stage.compare.CompareSpec;
import org.dcd.transforms.stage.compare.PairComparison;
import org.dcd.transforms.stage.corrupt.CorruptKind;
import org.dcd.transforms.stage.corrupt.CorruptSpec;
import org.dcd.transforms.stage.dataset.DatasetIngest;
import org.dcd.transforms.stage.dataset.DatasetKind;
import org.dcd.transforms.stage.dataset.DatasetSpec;
import org.dcd.transforms.stage.distil.DistilSpec;
import org.dcd.transforms.stage.distil.Distiller;
import org.dcd.transforms.stage.export.ExportSpec;
import org.dcd.transforms.stage.export.ModelExport;
import org.dcd.transforms.stage.features.FeatureTrainer;
import org.dcd.transforms.stage.features.FeaturesSpec;
import org.dcd.transforms.stage.imports.ImportSpec;
import org.dcd.transforms.stage.imports.TeacherImport;
import org.dcd.transforms.stage.restore.Restoration;
import org.dcd.transforms.stage.restore.RestoreSpec;
import org.dcd.transforms.stage.sample.SampleKind;
import org.dcd.transforms.stage.sample.SampleSpec;
import org.dcd.transforms.stage.score.ScoreKind;
import org.dcd.transforms.stage.score.ScoreSpec;
import org.dcd.transforms.stage.teacher.TeacherSpec;
import org.dcd.transforms.stage.teacher.TeacherTrainer;
import org.dcd.transforms.train.DistillationTraining;
import org.dcd.transforms.train.SigmaDistribution;
import org.dcd.transforms.train.SigmaRange;
import org.dcd.transforms.train.TeacherTraining;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Outputs of all stage kinds match those recorded for their versions, see {@link Golden}. A chain of all kinds on 60
 * drawn images, with trainings of six steps. That of the report is held where reports are.
 */
class GoldenStagesTest {
    private static final long SEED = 1;
    private static final int STEPS = 6;
    private static final int BATCH = 12;
    private static final int HELD_OUT = 12;
    private static final int CLASSES = 8;
    private static final GeneratedImages SOURCE = new GeneratedImages(60, 1, 16, 16, 1, HELD_OUT, 1);
    private static final ImageShape SHAPE = new ImageShape(1, 16, 16);
    private static final Corruption CORRUPTION = new Corruption(new Identity(), new GaussianNoise(0.5));
    private static final MeasurementModel MODEL = new MeasurementModel(CORRUPTION.operator(), SHAPE);
    private static final ClassifierFeatures FEATURES = new ClassifierFeatures(16, 8, 0.048, BATCH, 2e-3);
    private static final SigmaDistribution LEVELS = new SigmaDistribution(-0.6, 1.2);
    private static final ConditionedDenoiser DENOISER =
            ConditionedDenoiser.ofTeacher(new SongUNet(16, List.of(1), 1, List.of(), 0.1), new AmbientTweedie(), MODEL);

    /** Of what plain Java computes. */
    private static final double JAVA = 1e-6;
    /**
     * After some steps of Adam, which makes small differences large where gradients are small: 7e-4 at most where
     * libtorch and oneDNN kept to SSE 4.1 instead of AVX2.
     */
    private static final double TRAINED = 5e-3;

    /** Or the beginning of one, of a trained network, whose last bits may differ. */
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{8,64}");

    private static final Pattern NUMBER = Pattern.compile("-?\\d+\\.\\d+(?:[eE][-+]?\\d+)?");

    private static final Map<String, Class<? extends SpecificRecord>> TABLES = Map.of(
            FileNames.TRAIN, Image.class,
            FileNames.HELD_OUT, Image.class,
            FileNames.MEASUREMENTS, Measurement.class,
            FileNames.SAMPLES, Image.class,
            FileNames.RESTORED, Image.class,
            FileNames.SCORES, Score.class,
            FileNames.CANDIDATES, Candidate.class,
            FileNames.CLOSED_FORMS, ClosedForm.class);

    @TempDir
    Path root;

    private final SortedMap<String, Output> outputs = new TreeMap<>();
    private int restored;

    @Test
    void outputsOfAVersionDoNotChange() throws Exception {
        Golden golden = new Golden(GoldenStagesTest.class);
        run(
                GoldenStagesTest.<DatasetSpec>beam(StageTransform.of(new DatasetKind())),
                StageTests.dataset(SOURCE, SEED, root.resolve("dataset")),
                JAVA);
        run(GoldenStagesTest.<CorruptSpec>beam(StageTransform.of(new CorruptKind())), corrupt("corrupt", 0), JAVA);
        run(
                GoldenStagesTest.<CorruptSpec>beam(StageTransform.of(new CorruptKind())),
                corrupt("corrupt-held-out", HELD_OUT),
                JAVA);
        run(
                NoiseCalibration::run,
                task(
                        "calibrate",
                        "calibrate",
                        new CalibrateSpec(new EstimatedSigma(EstimatedSigma.MIN_IMAGES, EstimatedSigma.Rule.MAX, 1)),
                        input("measurements", "corrupt", "corrupt")),
                JAVA);
        run(task -> FeatureTrainer.run(task, Engines.devices()), features("oracle", Origin.CLEAN, "dataset"), TRAINED);
        run(
                task -> FeatureTrainer.run(task, Engines.devices()),
                features("proximal", Origin.MEASUREMENT, "corrupt"),
                TRAINED);
        run(TeacherImport::run, imported(), JAVA);
        run(
                task -> TeacherTrainer.run(task, Engines.devices()),
                task(
                        "teacher",
                        "teacher",
                        new TeacherSpec(DENOISER, teacherTraining(), new NoiseAssumption.Stored(), SEED),
                        input("measurements", "corrupt", "corrupt")),
                TRAINED);
        run(
                task -> Distiller.run(task, Engines.devices()),
                task(
                        "distil",
                        "distil",
                        distil(),
                        input("measurements", "corrupt", "corrupt"),
                        input("teacher", "teacher", "teacher"),
                        input("features", "features", "proximal")),
                TRAINED);
        run(
                task -> ModelExport.run(task, Engines.best()),
                task("export", "export-teacher", ExportSpec.of(DENOISER, 1e-3), input("model", "teacher", "teacher")),
                TRAINED);
        run(
                task -> ModelExport.run(task, Engines.best()),
                task(
                        "export",
                        "export-generator",
                        ExportSpec.of(distil().generator(), 1e-3),
                        input("model", "distil", "distil")),
                TRAINED);
        run(
                GoldenStagesTest.<SampleSpec>beam(StageTransform.of(new SampleKind())),
                sample(Row.GENERATOR, "export-generator", 0),
                TRAINED);
        run(
                GoldenStagesTest.<SampleSpec>beam(StageTransform.of(new SampleKind())),
                sample(Row.TEACHER_TRUNCATED, "export-teacher", 0.2),
                TRAINED);
        run(GoldenStagesTest.<ScoreSpec>beam(StageTransform.of(new ScoreKind())), score(), TRAINED);
        run(
                task -> CandidatesRun.run(task, OrtOptions.cpu(1)),
                task(
                        "candidates",
                        "candidates",
                        new CandidatesSpec(distil().generator(), 24, DataType.U8, SEED),
                        input("candidates", "distil", "distil"),
                        input("oracle-features", "features", "oracle")),
                TRAINED);
        run(task -> Restoration.run(task, Engines.best()), restore(new PseudoInverse(), "restored"), JAVA);
        for (Map.Entry<Class<?>, List<Restorer>> member :
                Golden.examples(Restorer.class).entrySet()) {
            Output output = new Output();
            for (Restorer restorer : member.getValue()) {
                String work = "restore-" + restored++;
                add(Restoration.run(restore(restorer, work), Engines.best()), output, TRAINED);
            }
            golden.check("restorer", member.getKey(), output);
        }
        run(PairComparison::run, compare(), JAVA);
        run(task -> AnalysisRun.run(task, Engines.best()), analysis(), JAVA);

        outputs.forEach(golden::check);
        golden.finish();
        assertThat(outputs.keySet())
                .isEqualTo(StageKinds.all().stream()
                        .filter(kind -> kind.getClass().getPackageName().startsWith("org.dcd.transforms."))
                        .map(StageKinds::name)
                        .collect(Collectors.toSet()));
    }

    private StageInput input(String role, String kind, String name) {
        return new StageInput(role, name, TestIds.of(kind, name), folder(name));
    }

    private Folder folder(String name) {
        return Folder.at(root.resolve(name).toString());
    }

    private <S extends StageSpec> StageTask<S> task(String kind, String name, S spec, StageInput... inputs) {
        return new StageTask<>(TestIds.of(kind, name), name, spec, List.of(inputs), folder(name));
    }

    private StageTask<CorruptSpec> corrupt(String name, int heldOut) {
        return task(
                "corrupt", name, new CorruptSpec(CORRUPTION, SEED, heldOut), input("dataset", "dataset", "dataset"));
    }

    private StageTask<FeaturesSpec> features(String name, Origin origin, String images) {
        return task(
                "features",
                name,
                new FeaturesSpec(FEATURES, origin, SHAPE, CLASSES, 16, new ReferenceImages(), SEED),
                input("images", origin == Origin.CLEAN ? "dataset" : "corrupt", images));
    }

    /** The network of {@code CheckpointExportTest}. */
    private StageTask<ImportSpec> imported() throws IOException {
        byte[] golden;
        try (InputStream in = GoldenStagesTest.class.getResourceAsStream("/golden/ddpmpp-16-grey.safetensors")) {
            golden = in.readAllBytes();
        }
        SortedMap<String, Tensor> tensors =
                new TreeMap<>(Safetensors.read(new ByteArrayInputStream(golden), golden.length)
                        .tensors());
        Tensor box = Tensor.of(new float[] {0.25f, 0.25f, 0.25f, 0.25f}, 1, 1, 2, 2);
        for (String block : List.of("enc.8x8_down", "dec.16x16_up")) {
            tensors.put("model." + block + ".conv0.resample_filter", box);
            tensors.put("model." + block + ".skip.resample_filter", box);
        }
        byte[] pickle = PersistentBytes.edm()
                .with("model.enc.16x16_block0", "dropout", 0.13)
                .pickle("ema", tensors);
        Path file = java.nio.file.Files.write(root.resolve("edm.pkl"), pickle);
        return task(
                "import",
                "import",
                new ImportSpec(new SongUNet(16, List.of(1, 2), 1, List.of(8), 0.13), SHAPE, 0, HashedFile.of(file)));
    }

    private static double kimg(double steps) {
        return steps * BATCH / 1000;
    }

    private static TeacherTraining teacherTraining() {
        return new TeacherTraining(
                kimg(STEPS),
                BATCH,
                2e-3,
                kimg(2),
                0.1,
                kimg(3),
                0.25,
                0,
                LEVELS,
                kimg(4),
                Precision.FLOAT32,
                0,
                new AugmentPipe(0, AugmentPipe.Transforms.ALL));
    }

    /** The last of two candidates is selected for any distances. */
    private static DistilSpec distil() {
        DistillationTraining training = new DistillationTraining(
                kimg(STEPS),
                BATCH,
                3e-4,
                5e-4,
                0,
                kimg(2),
                0.5,
                kimg(3),
                0.25,
                10,
                2.5,
                800,
                new SigmaRange(0.002, 80, 7),
                true,
                LEVELS,
                kimg(3),
                24,
                kimg(STEPS),
                kimg(4),
                Precision.FLOAT32,
                0,
                true);
        return new DistilSpec(
                new DistillationMethod(new Sid(1.2), Target.MEASUREMENT, true, Start.TEACHER),
                DENOISER,
                new DenoiserGenerator(),
                training,
                CORRUPTION,
                FEATURES,
                CLASSES,
                DataType.U8,
                SEED,
                new NoiseAssumption.Stored());
    }

    private StageTask<SampleSpec> sample(Row row, String model, double stopSigma) {
        return task(
                "sample",
                "sample-" + row.id(),
                new SampleSpec(
                        row, 24, SamplerSettings.heun(4), new SampleSpec.Stop.At(stopSigma), SHAPE, DataType.U8, SEED),
                input("model", "export", model));
    }

    private StageTask<ScoreSpec> score() {
        return task(
                "score",
                "score",
                new ScoreSpec(
                        Row.GENERATOR,
                        List.of(new Fd(), new ProximalFd(), new Kd(2, 10, 16)),
                        CORRUPTION,
                        24,
                        1,
                        new ScoreSpec.Evaluations.Fixed(1),
                        SHAPE,
                        DataType.U8,
                        SEED,
                        new NoiseAssumption.Stored()),
                input("images", "sample", "sample-generator"),
                input("oracle-features", "features", "oracle"),
                input("proximal-features", "features", "proximal"),
                input("clean-images", "dataset", "dataset"));
    }

    private StageTask<RestoreSpec> restore(Restorer restorer, String work) {
        List<StageInput> inputs = new ArrayList<>(List.of(input("measurements", "corrupt", "corrupt-held-out")));
        switch (restorer.prior()) {
            case NONE -> {}
            case MEASUREMENTS -> inputs.add(input("training", "corrupt", "corrupt"));
            case GENERATOR -> inputs.add(input("model", "distil", "distil"));
            case TEACHER -> inputs.add(input("model", "teacher", "teacher"));
        }
        RestoreSpec spec = new RestoreSpec(
                restorer,
                MODEL,
                TrainedPrior.of(restorer, distil().generator(), DENOISER),
                new NoiseAssumption.Stored(),
                DataType.F32,
                SEED);
        return task("restore", work, spec, inputs.toArray(StageInput[]::new));
    }

    private StageTask<CompareSpec> compare() {
        return task(
                "compare",
                "compare",
                new CompareSpec(
                        "pseudo-inverse", List.of(new Psnr()), List.of(), CORRUPTION, 0, SHAPE, DataType.U8, SEED),
                input("images", "restore", "restored"),
                input("clean-images", "dataset", "dataset"));
    }

    private StageTask<AnalysisSpec> analysis() throws IOException {
        DatasetSource points = new Spiral(200, 0.75, 1.5, 50, 1);
        DatasetIngest.run(StageTests.dataset(points, SEED, root.resolve("points")), 1000);
        MeasurementModel model = new MeasurementModel(new Identity(), new ImageShape(2, 1, 1));
        ConditionedDenoiser denoiser = ConditionedDenoiser.ofGenerator(new Mlp(4, 1), new AmbientTweedie(), model);
        AnalysisSpec spec = new AnalysisSpec(
                new CurveDistance(8),
                points,
                new GaussianNoise(0.1),
                new OneStepGenerator(new LowRankLinear(1), denoiser, 1),
                distil().training(),
                List.of(Row.HELD_OUT),
                List.of(0),
                50,
                SEED);
        return task("analysis", "analysis", spec, input(Row.HELD_OUT.id(), "dataset", "points"));
    }

    /** Runs a stage, as its transform does. */
    private interface Work<S extends StageSpec> {
        StageResult run(StageTask<S> task) throws Exception;
    }

    /** Of stages that are divided among workers: with the transform itself. */
    private static <S extends StageSpec> Work<S> beam(
            PTransform<PCollection<StageTask<S>>, PCollection<StageOutcome>> transform) {
        return task -> DirectRun.run(transform, List.of(task)).get(0);
    }

    /** Runs a stage and adds what it published to the output of its kind. */
    private <S extends StageSpec> void run(Work<S> work, StageTask<S> task, double tolerance) throws Exception {
        add(work.run(task), outputs.computeIfAbsent(task.kind(), any -> new Output()), tolerance);
    }

    private static void add(StageResult result, Output output, double tolerance) throws IOException {
        Folder work = result.task().work();
        for (String name : work.list().stream().sorted().toList()) {
            if (name.startsWith(".") || result.temporary().contains(name)) {
                continue;
            }
            output.exactly(name);
            if (name.equals(ProgressLine.FILE)) {
                progress(work, output, tolerance);
            } else if (name.endsWith(".parquet")) {
                table(work, name, output, tolerance);
            } else if (name.endsWith(".safetensors")) {
                Safetensors.read(work, name).tensors().forEach((tensor, values) -> output.exactly(
                                tensor, values.type(), Arrays.toString(values.shape()))
                        .within(tolerance, numbers(values)));
            } else if (name.endsWith(".onnx")) {
                model(bytes(work, name), output, tolerance);
            } else if (name.endsWith(".json")) {
                text(new String(bytes(work, name), StandardCharsets.UTF_8), output, tolerance);
            } else {
                throw new AssertionError("a file of a kind that this test does not read: " + name);
            }
        }
    }

    private static double[] numbers(Tensor tensor) {
        return switch (tensor.type()) {
            case F64 -> tensor.doubles();
            case I64 -> Arrays.stream(tensor.longs()).asDoubleStream().toArray();
            default -> {
                float[] values = tensor.floats();
                double[] numbers = new double[values.length];
                Arrays.setAll(numbers, i -> values[i]);
                yield numbers;
            }
        };
    }

    /** What was learned; how often a stage says how far it is depends on time. */
    private static void progress(Folder work, Output output, double tolerance) throws IOException {
        for (ProgressLine line : ProgressLog.read(work)) {
            if (!line.values().isEmpty()) {
                new TreeMap<>(line.values()).forEach((name, value) -> {
                    if (!name.contains("second")) {
                        output.exactly(line.done(), name).within(tolerance, value);
                    }
                });
            }
        }
    }

    private static void table(Folder work, String part, Output output, double tolerance) throws IOException {
        String table = part.replaceFirst("-\\d+-of-\\d+\\.parquet$", "");
        if (part.contains("-00000-of-")) {
            Class<? extends SpecificRecord> type =
                    table.startsWith(FileNames.VECTORS) ? FeatureVector.class : TABLES.get(table);
            Tables.read(work, table, type, row -> row(row, output, tolerance));
        }
    }

    private static void row(SpecificRecord row, Output output, double tolerance) {
        for (Schema.Field field : row.getSchema().getFields()) {
            Object value = row.get(field.pos());
            output.exactly(field.name());
            if (value instanceof SpecificRecord inner) {
                row(inner, output, tolerance);
            } else if (value instanceof Double number) {
                output.within(tolerance, number);
            } else if (value instanceof ByteBuffer data) {
                boolean isBytes = row.getSchema().getField("dataType") != null
                        && row.get(row.getSchema().getField("dataType").pos()) == DataType.U8;
                data(data.duplicate(), isBytes, output, tolerance);
            } else if (value instanceof List<?> list && list.stream().allMatch(Float.class::isInstance)) {
                output.within(
                        tolerance,
                        list.stream().mapToDouble(item -> (Float) item).toArray());
            } else {
                output.exactly(value instanceof String text ? HASH.matcher(text).replaceAll("#") : value);
            }
        }
    }

    private static void data(ByteBuffer data, boolean isBytes, Output output, double tolerance) {
        if (isBytes && tolerance <= JAVA) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            output.exactly(HexFormat.of().formatHex(bytes));
            return;
        }
        double[] values = new double[isBytes ? data.remaining() : data.remaining() / Float.BYTES];
        ByteBuffer floats = data.order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            values[i] = isBytes ? Byte.toUnsignedInt(data.get()) - 127.5 : floats.getFloat();
        }
        output.within(tolerance, values);
    }

    /** The graph must be equal, its weights within the tolerance; of what the file says of itself the names count. */
    private static void model(byte[] bytes, Output output, double tolerance) throws IOException {
        OnnxMl.ModelProto.Builder model = OnnxMl.ModelProto.parseFrom(bytes).toBuilder();
        model.getMetadataPropsList().forEach(property -> output.exactly(property.getKey()));
        for (OnnxMl.TensorProto tensor : model.getGraph().getInitializerList()) {
            output.exactly(tensor.getName(), tensor.getDimsList(), tensor.getDataType());
            ByteBuffer data = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            if (tensor.getDataType() == OnnxMl.TensorProto.DataType.FLOAT.getNumber()) {
                double[] values = new double[data.remaining() / Float.BYTES];
                Arrays.setAll(values, i -> data.getFloat());
                output.within(tolerance, values);
            } else {
                output.exactly(tensor.getRawData().hashCode());
            }
        }
        model.clearMetadataProps().clearProducerVersion().getGraphBuilder().clearInitializer();
        output.exactly(HexFormat.of().formatHex(model.build().toByteArray()));
    }

    /** JSON with its numbers apart. */
    private static void text(String json, Output output, double tolerance) {
        output.exactly(NUMBER.matcher(json).replaceAll("#"));
        Matcher numbers = NUMBER.matcher(json);
        while (numbers.find()) {
            output.within(tolerance, Double.parseDouble(numbers.group()));
        }
    }

    private static byte[] bytes(Folder folder, String name) throws IOException {
        try (InputStream in = folder.open(name)) {
            return in.readAllBytes();
        }
    }
}
