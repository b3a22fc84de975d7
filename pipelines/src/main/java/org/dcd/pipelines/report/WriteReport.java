package org.dcd.pipelines.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.stage.FileNames;

/** Writes the report of a run from its other stages, which are finished. */
public final class WriteReport {
    /**
     * File in the work folder of the report with the start of the run as an ISO instant, which the launcher writes. The
     * report uses it to distinguish cached stages from those of this run.
     */
    public static final String RUN_STARTED = ".run-started";

    private WriteReport() {}

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
}
