package org.dcd.pipelines.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dcd.transforms.files.Sha256;
import org.dcd.transforms.stage.StageKinds;
import org.junit.jupiter.api.Test;

/** The hash of a report is recorded for its code version, together with the golden tests of the other stages. */
class GoldenReportTest {
    private static final Path FILE = Path.of("src/test/resources/golden/GoldenReportTest.txt");

    @Test
    void theReportHasTheHashRecordedForItsVersion() throws IOException {
        // the compression of PNG depends on the JDK
        String page = Report.html(SyntheticReport.named("golden")).replaceAll("data:image/png;base64,[^\"]*", "#");
        int version = StageKinds.codeVersion("report");
        String now = "stage report: version " + version + ", exact "
                + Sha256.of(page.getBytes(StandardCharsets.UTF_8)).substring(0, 16) + "\n";
        String recorded = Files.exists(FILE) ? Files.readString(FILE) : "";
        boolean isOfThisVersion = recorded.startsWith("stage report: version " + version + ",");

        if (Boolean.getBoolean("dcd.ledger.record") && !isOfThisVersion) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, now);
            recorded = now;
        }
        assertThat(now)
                .as(
                        isOfThisVersion
                                ? "the report is not that of its version " + version
                                        + " any more: raise @CodeVersion of"
                                        + " ReportKind, then record as CONTRIBUTING says"
                                : "the report is recorded for another version than " + version
                                        + ": record as CONTRIBUTING says")
                .isEqualTo(recorded);
    }
}
