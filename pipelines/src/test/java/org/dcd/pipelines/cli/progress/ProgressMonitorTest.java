package org.dcd.pipelines.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.dcd.pipelines.beam.FailureReport;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressMonitorTest {
    @TempDir
    Path folder;

    private Instant now = Instant.parse("2025-01-31T10:00:00Z");
    private final InstantSource clock = () -> now;
    private final StringWriter text = new StringWriter();
    private final PrintWriter out = new PrintWriter(text);
    private Folder work;
    private Folder published;

    @BeforeEach
    void folders() {
        work = Folder.at(folder.resolve("work").toString());
        published = Folder.at(folder.resolve("published").toString());
    }

    @Test
    void aLogShowsStartProgressAndEnd() throws IOException {
        ProgressMonitor monitor = monitor(new PlainDisplay(out, clock));
        monitor.poll();
        assertThat(text.toString()).isEmpty();
        progress(1000, "");
        monitor.poll();
        pass(10);
        progress(21_000, "");
        monitor.poll();
        assertThat(lines()).containsExactly("teacher: started");
        pass(10);
        progress(41_000, "");
        monitor.poll();
        pass(20);
        monitor.poll();
        assertThat(lines())
                .as("silent while nothing changes")
                .containsExactly(
                        "teacher: started", "teacher: 41%, 30 s left, 2,000 img/s, loss 0.5000, 41,000/100,000 img");
        published.write("manifest.json", out -> out.write('{'));
        monitor.poll();
        monitor.poll();
        assertThat(lines()).hasSize(3).last().asString().startsWith("✓ teacher").contains("40 s");
    }

    @Test
    void aRollbackIsReportedOnce() throws IOException {
        ProgressMonitor monitor = monitor(new PlainDisplay(out, clock));
        progress(1000, "rolled back to 0 kimg");
        monitor.poll();
        monitor.poll();
        assertThat(lines()).containsOnlyOnce("teacher: rolled back to 0 kimg");
    }

    @Test
    void aFailureIsReportedOnceWhileTheJobContinues() throws IOException {
        ProgressMonitor monitor = monitor(new PlainDisplay(out, clock));
        progress(1000, "");
        monitor.poll();
        String report =
                """
                {"stage": "teacher", "key": "1a", "message": "the loss is not finite", "badInput": false,
                 "cause": "java.lang.ArithmeticException", "stackTrace": ""}
                """;
        work.write(FailureReport.FILE, out -> out.write(report.getBytes(StandardCharsets.UTF_8)));
        monitor.poll();
        monitor.poll();
        assertThat(lines()).containsOnlyOnce("✗ stage teacher failed: the loss is not finite");
    }

    @Test
    void aFailureOfAnEarlierRunIsNotReported() throws IOException {
        work.write(FailureReport.FILE, out -> out.write('{'));
        ProgressMonitor monitor = monitor(new PlainDisplay(out, clock));
        progress(1000, "");
        monitor.poll();
        assertThat(lines()).containsExactly("teacher: started");
    }

    @Test
    void linesOfAnEarlierAttemptAreNotProgress() throws IOException {
        progress(90_000, "old");
        pass(60);
        ProgressMonitor monitor = monitor(new PlainDisplay(out, clock));
        monitor.poll();
        assertThat(text.toString()).isEmpty();
    }

    @Test
    void aTerminalRewritesItsLiveLineAndKeepsTheFinalOne() throws IOException {
        ProgressMonitor monitor = monitor(new TerminalDisplay(out, 80));
        progress(1000, "");
        monitor.poll();
        pass(1);
        progress(3000, "");
        monitor.poll();
        published.write("manifest.json", out -> out.write('{'));
        monitor.close();
        String up = "\r\u001b[1A\u001b[0J";
        assertThat(text.toString().split(java.util.regex.Pattern.quote(up), -1))
                .hasSize(3)
                .satisfies(parts -> {
                    assertThat(parts[0]).contains("▏   1%").endsWith("\n");
                    assertThat(parts[1]).contains("▏   3%").contains("2,000 img/s");
                    assertThat(parts[2]).startsWith("✓ teacher").endsWith("\n");
                });
    }

    @Test
    void anIncompleteLineIsIgnored() throws IOException {
        progress(1000, "");
        try (var half = work.append(ProgressLine.FILE)) {
            half.write("{\"epochMillis\":17".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(ProgressTail.read(work)).hasSize(1);
    }

    private ProgressMonitor monitor(Display display) {
        return new ProgressMonitor(List.of(new StageWatcher("teacher", work, published, clock)), display);
    }

    private void progress(long done, String message) throws IOException {
        try (ProgressLog log = ProgressLog.open(work)) {
            log.append(new ProgressLine(now.toEpochMilli(), done, 100_000, "img", Map.of("loss", 0.5), message));
        }
    }

    private void pass(long seconds) {
        now = now.plus(Duration.ofSeconds(seconds));
    }

    private List<String> lines() {
        return text.toString().lines().toList();
    }
}
