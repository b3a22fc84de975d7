package org.dcd.pipelines.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.dcd.schemas.stage.StageException;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.stage.FileNames;

/** Writes the reports of runs whose other stages are finished. */
public final class WriteReport extends PTransform<PCollection<StageTask<ReportSpec>>, PCollection<StageResult>> {
    /**
     * File that a launcher may leave in the work folder of the report: the ISO instant at which the run began, by which
     * the report tells cached stages from those of this run.
     */
    public static final String RUN_STARTED = ".run-started";

    private WriteReport() {}

    public static WriteReport fromFinishedStages() {
        return new WriteReport();
    }

    @Override
    public PCollection<StageResult> expand(PCollection<StageTask<ReportSpec>> tasks) {
        return tasks.apply("Write", ParDo.of(new WriteFn())).setCoder(SerializableCoder.of(StageResult.class));
    }

    /** Writes one report into its work folder. */
    static StageResult write(StageTask<ReportSpec> task) throws IOException {
        Instant started = Instant.now();
        ReportData data = new ReportGatherer(task).gather();
        byte[] html = Report.html(data).getBytes(StandardCharsets.UTF_8);
        task.work().write(FileNames.REPORT, out -> out.write(html));
        return new StageResult(
                task,
                List.of(),
                Map.of("failed-expectations", (double) data.failedExpectations()),
                List.of(),
                List.of(RUN_STARTED),
                started,
                Duration.between(started, Instant.now()).toMillis() / 1000.0);
    }

    private static final class WriteFn extends DoFn<StageTask<ReportSpec>, StageResult> {
        @ProcessElement
        public void process(@Element StageTask<ReportSpec> task, OutputReceiver<StageResult> results) throws Exception {
            results.output(StageException.naming(task, () -> write(task)));
        }
    }
}
