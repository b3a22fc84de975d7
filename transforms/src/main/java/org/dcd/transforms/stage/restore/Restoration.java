package org.dcd.transforms.stage.restore;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.TableWriter;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.TensorData;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.restore.LeastSquares;
import org.dcd.transforms.restore.MeasurementBatch;
import org.dcd.transforms.restore.MeasurementTable;
import org.dcd.transforms.restore.RestorationContext;
import org.dcd.transforms.restore.Restorer;
import org.dcd.transforms.stage.FileNames;

/** Restores the images of one set of measurements. It is short and starts from the beginning after a kill. */
public final class Restoration {
    private static final int LINES = 100;

    private Restoration() {}

    /**
     * Runs the stage.
     *
     * @throws InterruptedException when interrupted
     */
    public static StageResult run(StageTask<RestoreSpec> task, TorchEngine engine)
            throws IOException, InterruptedException {
        Instant started = Instant.now();
        long startNanos = System.nanoTime();
        RestoreSpec spec = task.spec();
        NoiseAssumption.Resolved noise = spec.dataSigma().resolve(task);
        MeasurementTable table = table(task.inputFolder("measurements"), spec, noise);
        MeasurementBatch measured = table.measured();
        task.work().delete(ProgressLine.FILE);
        float[] images;
        RestorationContext known = known(task, noise, engine);
        try (ProgressLog log = ProgressLog.open(task.work())) {
            images = spec.restorer().restore(measured, known, watch(log));
        }
        double misfit = misfit(measured, images, known.engine());
        write(task.work(), spec, table, images);
        double seconds = (System.nanoTime() - startNanos) * 1e-9;
        Map<String, Double> figures = Map.of(
                "images", (double) measured.count(), "images-per-second", measured.count() / seconds, "misfit", misfit);
        return new StageResult(task, List.of(), figures, List.of(), List.of(), started, seconds);
    }

    private static MeasurementTable table(Folder folder, RestoreSpec spec, NoiseAssumption.Resolved noise)
            throws IOException {
        return MeasurementTable.read(folder, Tables.parts(folder, FileNames.MEASUREMENTS), spec.model(), noise);
    }

    private static RestorationContext known(
            StageTask<RestoreSpec> task, NoiseAssumption.Resolved noise, TorchEngine engine) throws IOException {
        RestoreSpec spec = task.spec();
        Seeds seeds = new Seeds(spec.seed()).derive("restore/" + Registry.nameOf(spec.restorer()));
        RestorationContext known = RestorationContext.nothing(engine, seeds);
        return switch (spec.restorer().prior()) {
            case NONE -> known;
            case MEASUREMENTS -> known.withMore(
                    table(task.inputFolder("training"), spec, noise).measured());
            case GENERATOR, TEACHER -> known.with(
                    spec.learned(),
                    Weights.open(
                            task.inputFolder("model"), spec.learned().file().orElseThrow()));
        };
    }

    /** Writes at most {@link #LINES} lines. */
    private static Restorer.Watch watch(ProgressLog log) {
        long[] next = {0};
        return (done, total, loss) -> {
            long line = (long) Math.floor(done / total * LINES);
            if (line >= next[0]) {
                next[0] = line + 1;
                Map<String, Double> values = new LinkedHashMap<>();
                if (Double.isFinite(loss)) {
                    values.put("loss", loss);
                }
                log.append(new ProgressLine(
                        System.currentTimeMillis(), Math.round(done), Math.round(total), "img", values, ""));
            }
        };
    }

    /** Root mean square of A(x) - y. It is close to the noise level if the images explain their measurements. */
    public static double misfit(MeasurementBatch measured, float[] images, TorchEngine engine) {
        MeasurementModel model = measured.model();
        try (TorchFunction function = TorchFunction.of(
                engine,
                "misfit",
                Map.of(),
                ops -> LeastSquares.misfit(
                        ops,
                        model,
                        ops.input("x", model.image()),
                        ops.input("y", model.measurement()),
                        ops.input("operator", model.parameters())))) {
            double sum = 0;
            for (float each : function.value(
                    measured.count(), Map.of("x", images, "y", measured.y(), "operator", measured.parameters()))) {
                sum += each;
            }
            return Math.sqrt(sum / measured.y().length);
        }
    }

    private static void write(Folder work, RestoreSpec spec, MeasurementTable table, float[] images)
            throws IOException {
        ImageShape shape = spec.model().image();
        DataType type = spec.dataType();
        TableWriter.write(work, FileNames.part(FileNames.RESTORED, 0, 1), Image.class, out -> {
            for (int i = 0; i < table.measured().count(); i++) {
                out.add(Image.newBuilder()
                        .setId(table.measured().ids()[i])
                        .setOrigin(Origin.GENERATED)
                        .setLabel(table.labels().get(i))
                        .setChannels(shape.channels())
                        .setHeight(shape.height())
                        .setWidth(shape.width())
                        .setDataType(type)
                        .setData(TensorData.encode(type, images, i * shape.size(), shape.size()))
                        .build());
            }
        });
    }
}
