package org.dcd.transforms.device;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Origin;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageInput;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.contract.TestIds;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.metric.Fd;
import org.dcd.transforms.metric.ProximalFd;
import org.dcd.transforms.model.SamplerSettings;
import org.dcd.transforms.ops.torch.TorchDevices;
import org.dcd.transforms.ort.OrtDevice;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.StageWork.Sharded;
import org.dcd.transforms.stage.distil.DistilSpec;
import org.dcd.transforms.stage.distil.Distiller;
import org.dcd.transforms.stage.export.ExportSpec;
import org.dcd.transforms.stage.export.ModelExport;
import org.dcd.transforms.stage.features.FeatureTrainer;
import org.dcd.transforms.stage.sample.SampleKind;
import org.dcd.transforms.stage.sample.SampleSpec;
import org.dcd.transforms.stage.score.ScoreKind;
import org.dcd.transforms.stage.score.ScoreSpec;
import org.dcd.transforms.stage.teacher.TeacherTrainer;
import org.dcd.transforms.train.TinyTraining;

/**
 * Trains, distils, exports, samples and scores on one device, on images of 8x8 pixels.
 *
 * @param teacher weights of the teacher by name
 * @param generator weights of the generator by name
 * @param samples pixels of the samples, in [0, 255]
 * @param scores scores by metric
 * @param speeds images per second of each training, by stage
 * @param ort device on which ONNX Runtime ran the exported generator
 */
record DeviceChain(
        Map<String, float[]> teacher,
        Map<String, float[]> generator,
        float[] samples,
        Map<String, Double> scores,
        Map<String, Double> speeds,
        OrtDevice ort) {
    private static final int SAMPLES = 64;
    private static final double EXPORT_TOLERANCE = 1e-3;

    static DeviceChain run(Path store, TestDevice device) throws Exception {
        TinyTraining tiny = prepared(store);
        TorchDevices devices = TorchDevices.of(device.torch());
        FeatureTrainer.run(tiny.features(Origin.MEASUREMENT, "corrupt", tiny.folder("features")), devices);
        FeatureTrainer.run(tiny.features(Origin.CLEAN, "dataset", tiny.folder("oracle")), devices);
        StageResult teacher = TeacherTrainer.run(tiny.teacher(tiny.folder("teacher"), 1), devices);
        StageTask<DistilSpec> distil = tiny.distil(tiny.folder("distil"), 1, "features");
        StageResult distilled = Distiller.run(distil, devices);
        ModelExport.run(
                task(
                        tiny,
                        "export",
                        ExportSpec.of(distil.spec().generator(), EXPORT_TOLERANCE),
                        input(tiny, "model", "distil", "distil")),
                device.torch());
        run(new SampleKind().work(), sample(tiny), device);
        run(new ScoreKind().work(), score(tiny, distil.spec()), device);
        return new DeviceChain(
                Weights.read(tiny.folder("teacher"), FileNames.TEACHER),
                Weights.read(tiny.folder("distil"), FileNames.GENERATOR),
                pixels(tiny.folder("sample")),
                scores(tiny.folder("score")),
                Map.of("teacher", speed(teacher), "distil", speed(distilled)),
                ort(tiny.folder("export"), device));
    }

    /** Inputs of trainings: images, and measurements of them. */
    static TinyTraining prepared(Path store) throws Exception {
        TinyTraining tiny = TinyTraining.plain(store);
        tiny.writeImages("dataset", Origin.CLEAN);
        tiny.writeMeasurements("corrupt", Origin.MEASUREMENT);
        return tiny;
    }

    /** The work of a sharded stage, without Beam. */
    @SuppressWarnings("unchecked") // all sharded work of a kind takes the specifications of that kind
    private static <S extends StageSpec> void run(Object work, StageTask<S> task, TestDevice device) throws Exception {
        runShards((Sharded<S, Object, Object, Object, Object>) work, task, device);
    }

    private static <S extends StageSpec, P, D, R, A> void runShards(
            Sharded<S, P, D, R, A> work, StageTask<S> task, TestDevice device) throws Exception {
        P plan = work.plan(task, Optional.empty());
        Map<String, A> merged = new HashMap<>();
        for (D shard : work.shards(plan)) {
            for (Map.Entry<String, R> result : work.run(shard, device.stage()).entrySet()) {
                A sum = merged.get(result.getKey());
                merged.put(
                        result.getKey(),
                        sum == null ? work.start(result.getValue()) : work.add(sum, result.getValue()));
            }
        }
        work.finish(plan, merged);
    }

    private static StageTask<SampleSpec> sample(TinyTraining tiny) {
        return task(
                tiny,
                "sample",
                new SampleSpec(
                        Row.GENERATOR,
                        SAMPLES,
                        SamplerSettings.heun(4),
                        new SampleSpec.Stop.At(0),
                        TinyTraining.SHAPE,
                        DataType.U8,
                        1),
                input(tiny, "model", "export", "export"));
    }

    private static StageTask<ScoreSpec> score(TinyTraining tiny, DistilSpec distil) {
        return task(
                tiny,
                "score",
                new ScoreSpec(
                        Row.GENERATOR,
                        List.of(new Fd(), new ProximalFd()),
                        distil.corruption(),
                        SAMPLES,
                        1,
                        new ScoreSpec.Evaluations.Fixed(1),
                        TinyTraining.SHAPE,
                        DataType.U8,
                        1,
                        new NoiseAssumption.Stored()),
                input(tiny, "images", "sample", "sample"),
                input(tiny, "oracle-features", "features", "oracle"),
                input(tiny, "proximal-features", "features", "features"),
                input(tiny, "clean-images", "dataset", "dataset"));
    }

    private static <S extends StageSpec> StageTask<S> task(
            TinyTraining tiny, String kind, S spec, StageInput... inputs) {
        return new StageTask<>(TestIds.of(kind, kind), kind, spec, List.of(inputs), tiny.folder(kind));
    }

    private static StageInput input(TinyTraining tiny, String role, String kind, String folder) {
        return new StageInput(role, folder, TestIds.of(kind, folder), tiny.folder(folder));
    }

    private static double speed(StageResult training) {
        return training.figures().get("images-per-second");
    }

    private static float[] pixels(Folder folder) throws Exception {
        List<Image> images = new ArrayList<>();
        Tables.read(folder, FileNames.SAMPLES, Image.class, images::add);
        float[] pixels = new float[images.size() * TinyTraining.SHAPE.size()];
        int at = 0;
        for (Image image : images) {
            ByteBuffer bytes = image.getData().duplicate();
            while (bytes.hasRemaining()) {
                pixels[at++] = bytes.get() & 0xff;
            }
        }
        return pixels;
    }

    private static Map<String, Double> scores(Folder folder) throws Exception {
        Map<String, Double> scores = new TreeMap<>();
        Tables.read(folder, FileNames.SCORES, Score.class, score -> scores.put(score.getMetric(), score.getValue()));
        return scores;
    }

    private static OrtDevice ort(Folder export, TestDevice device) throws Exception {
        try (OrtModel model =
                OrtModel.open(export, "generator.onnx", device.stage().ort())) {
            return model.options().device();
        }
    }
}
