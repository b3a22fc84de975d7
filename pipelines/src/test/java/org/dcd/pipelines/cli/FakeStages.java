package org.dcd.pipelines.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.dcd.pipelines.beam.StageTransforms;
import org.dcd.pipelines.experiment.CanonicalJson;
import org.dcd.pipelines.report.SyntheticReport;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Origin;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageOutcome;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.TableWriter;
import org.dcd.transforms.measurement.NoiseEstimate;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.StageKinds;
import org.dcd.transforms.stage.score.ScoreSpec;

/** Stages that immediately write files in the right format, and the real report stage. */
final class FakeStages {
    private static final int IMAGES = 50;
    private static final int SIZE = 256;

    private FakeStages() {}

    /** @param failing kind of the stages that fail; null for none */
    static StageTransforms failingAt(String failing) {
        return failingAt(failing, "");
    }

    /** @param where text in the specifications of the stages of that kind that fail */
    static StageTransforms failingAt(String failing, String where) {
        StageTransforms all = StageTransforms.registered();
        for (String kind : StageKinds.all().stream().map(StageKinds::name).toList()) {
            all = kind.equals("report") && !kind.equals(failing)
                    ? all
                    : all.with(kind, new Fake<StageSpec>(kind.equals(failing), where));
        }
        return all;
    }

    private static final class Fake<S extends StageSpec>
            extends PTransform<PCollection<StageTask<S>>, PCollection<StageOutcome>> {
        private final boolean fails;
        private final String where;

        Fake(boolean fails, String where) {
            this.fails = fails;
            this.where = where;
        }

        @Override
        public PCollection<StageOutcome> expand(PCollection<StageTask<S>> tasks) {
            return tasks.apply(ParDo.of(new FakeFn<S>(fails, where)));
        }
    }

    private static final class FakeFn<S extends StageSpec> extends DoFn<StageTask<S>, StageOutcome> {
        private final boolean fails;
        private final String where;

        FakeFn(boolean fails, String where) {
            this.fails = fails;
            this.where = where;
        }

        @ProcessElement
        public void process(@Element StageTask<S> task, OutputReceiver<StageOutcome> results) throws Exception {
            results.output(StageOutcome.of(task, () -> {
                if (fails && CanonicalJson.of(task.spec()).contains(where)) {
                    throw new IllegalStateException("the loss is not finite at 12 kimg");
                }
                write(task);
                return new StageResult(task, List.of(), Map.of(), List.of(), List.of(), Instant.now(), 0.25);
            }));
        }
    }

    private static void write(StageTask<?> task) throws IOException {
        Folder work = task.work();
        switch (task.kind()) {
            case "dataset" -> {
                images(work, FileNames.TRAIN, Origin.CLEAN);
                images(work, FileNames.HELD_OUT, Origin.CLEAN);
            }
            case "corrupt" -> measurements(work);
            case "calibrate" -> new NoiseEstimate(0.5, 0.5, 0.5, 100).write(work);
            case "sample" -> images(work, FileNames.SAMPLES, Origin.GENERATED);
            case "teacher" -> progress(work, Map.of("loss", 0.5, "gradient-norm", 1.0));
            case "distil" -> progress(work, Map.of("proximal-fd", 0.75, "selected", 1.0));
            case "restore" -> images(work, FileNames.RESTORED, Origin.GENERATED);
            case "score" -> scores(work, (ScoreSpec) task.spec());
            default -> work.write("made", out -> out.write(1));
        }
    }

    private static void images(Folder work, String table, Origin origin) throws IOException {
        TableWriter.write(work, FileNames.part(table, 0, 1), Image.class, writer -> {
            for (int i = 0; i < IMAGES; i++) {
                ByteBuffer pixels = ByteBuffer.allocate(SIZE);
                pixels.put(0, (byte) i);
                writer.add(new Image((long) i, origin, -1, 1, 16, 16, DataType.U8, pixels));
            }
        });
    }

    private static void measurements(Folder work) throws IOException {
        TableWriter.write(work, FileNames.part(FileNames.MEASUREMENTS, 0, 1), Measurement.class, writer -> {
            for (int i = 0; i < IMAGES; i++) {
                ByteBuffer values = ByteBuffer.allocate(4 * SIZE).order(ByteOrder.LITTLE_ENDIAN);
                values.putFloat(0, 3);
                writer.add(new Measurement(
                        (long) i, Origin.MEASUREMENT, -1, 1, 16, 16, DataType.F32, values, 0L, 0L, 0.5));
            }
        });
    }

    private static void progress(Folder work, Map<String, Double> values) throws IOException {
        try (ProgressLog log = ProgressLog.open(work)) {
            log.append(new ProgressLine(System.currentTimeMillis(), 1000, 2000, "img", values, ""));
            log.append(new ProgressLine(System.currentTimeMillis(), 2000, 2000, "img", values, ""));
        }
    }

    private static void scores(Folder work, ScoreSpec spec) throws IOException {
        TableWriter.write(work, FileNames.part(FileNames.SCORES, 0, 1), Score.class, writer -> {
            for (Score score : SyntheticReport.scores(spec.seed())) {
                if (score.getRow().equals(spec.row().id())) {
                    writer.add(score);
                }
            }
        });
    }
}
