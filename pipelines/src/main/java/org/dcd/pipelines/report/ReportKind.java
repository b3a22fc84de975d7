package org.dcd.pipelines.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.registry.CodeVersion;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** The stage kind {@code report}: writes the report of a run. */
@TypeName(ReportKind.NAME)
@CodeVersion(3)
public final class ReportKind implements StageKind<ReportSpec> {
    /** Name of the kind in stage labels and in the store. */
    public static final String NAME = "report";

    /**
     * File in the work folder of the report with the start of the run as an ISO instant, which the launcher writes. The
     * report uses it to distinguish cached stages from those of this run.
     */
    public static final String RUN_STARTED = ".run-started";

    @Override
    public Class<ReportSpec> spec() {
        return ReportSpec.class;
    }

    /** Needs no exclusive device: a report must not wait for trainings of other experiments. */
    @Override
    public StageWork<ReportSpec> work() {
        return new StageWork.Whole<>(ReportKind::write, false);
    }

    @Override
    public CleanData cleanData(UnaryOperator<String> spec) {
        return CleanData.MAY_SEE;
    }

    /** Writes one report into its work folder. */
    private static StageResult write(StageTask<ReportSpec> task) throws IOException {
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
