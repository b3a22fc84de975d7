package org.dcd.pipelines.cli.progress;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dcd.pipelines.beam.FailureReport;
import org.dcd.pipelines.store.Manifests;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;

/** Determines the progress of one stage from the files in its work folder and published folder. */
final class StageWatcher {
    /** Time window of the rate. */
    private static final long RATE_MILLIS = 30_000;

    private final String name;
    private final Supplier<Folder> work;
    private final Folder published;
    private final InstantSource clock;
    private final Instant start;
    private final Set<String> before;
    private final Map<String, Double> values = new HashMap<>();
    /** The manifest of an earlier, damaged or replaced result, which does not count; empty when there was none. */
    private final byte[] stale;

    private Instant started;
    private long reportedUntil;
    private boolean reportedFailure;
    private StageProgress finished;

    /** A stage of a run that starts now. */
    StageWatcher(String name, Folder work, Folder published, InstantSource clock) {
        this(name, () -> work, published, clock, clock.instant());
    }

    /**
     * A stage of a run that may have started before.
     *
     * @param work supplies the current work folder, which changes when another job takes the stage over
     * @param since start of the run; older progress lines belong to other runs
     */
    StageWatcher(String name, Supplier<Folder> work, Folder published, InstantSource clock, Instant since) {
        this.name = name;
        this.work = work;
        this.published = published;
        this.clock = clock;
        this.start = since;
        this.reportedUntil = clock.instant().toEpochMilli() - 1;
        this.before = new HashSet<>(files(work.get()));
        this.stale = manifest();
    }

    /** Reads the folders; messages of new progress lines go to {@code say}. */
    StageProgress poll(Consumer<String> say) {
        if (finished != null) {
            return finished;
        }
        Folder folder = work.get();
        List<ProgressLine> lines = ProgressTail.read(folder).stream()
                .filter(line -> line.epochMillis() >= start.toEpochMilli())
                .toList();
        lines.forEach(line -> take(line, say));
        byte[] there = manifest();
        if (there.length > 0 && !Arrays.equals(there, stale)) {
            finished = new StageProgress(name, StageProgress.State.DONE, seconds(), null, Map.of(), 0);
            return finished;
        }
        if (started == null && (!lines.isEmpty() || !before.containsAll(files(folder)))) {
            Instant now = clock.instant();
            Instant first =
                    lines.isEmpty() ? now : Instant.ofEpochMilli(lines.get(0).epochMillis());
            // the clock of a worker may be ahead of this one
            started = first.isBefore(now) ? first : now;
        }
        boolean failed = started != null && hasFailed(folder, say);
        ProgressLine latest = lines.isEmpty() ? null : lines.get(lines.size() - 1);
        return new StageProgress(
                name,
                started == null || failed ? StageProgress.State.WAITING : StageProgress.State.RUNNING,
                elapsed(),
                latest,
                Map.copyOf(values),
                rate(lines));
    }

    /** Whether its attempt in this run has failed. Says so once: the job continues with other stages. */
    private boolean hasFailed(Folder folder, Consumer<String> say) {
        if (before.contains(FailureReport.FILE)) {
            return false;
        }
        try {
            Optional<FailureReport> report = FailureReport.read(folder);
            if (report.isPresent() && !reportedFailure) {
                reportedFailure = true;
                say.accept("✗ stage " + name + " failed: " + report.get().message());
            }
            return report.isPresent();
        } catch (IOException unreadable) {
            return false;
        }
    }

    private void take(ProgressLine line, Consumer<String> say) {
        values.putAll(line.values());
        if (line.epochMillis() > reportedUntil) {
            reportedUntil = line.epochMillis();
            if (line.message() != null && !line.message().isEmpty()) {
                say.accept(name + ": " + line.message());
            }
        }
    }

    /** Units per second between the last line and the first one in the time window since the last rollback. */
    private static double rate(List<ProgressLine> lines) {
        if (lines.size() < 2) {
            return 0;
        }
        ProgressLine latest = lines.get(lines.size() - 1);
        ProgressLine first = latest;
        for (int i = lines.size() - 2; i >= 0; i--) {
            ProgressLine line = lines.get(i);
            if (line.done() > first.done() || latest.epochMillis() - line.epochMillis() > RATE_MILLIS) {
                break;
            }
            first = line;
        }
        long millis = latest.epochMillis() - first.epochMillis();
        return millis > 0 ? 1000.0 * (latest.done() - first.done()) / millis : 0;
    }

    private double seconds() {
        try (InputStream in = published.open(Manifests.FILE)) {
            return Manifests.ofJson(in.readAllBytes()).getSeconds();
        } catch (IOException unreadable) {
            // the report reads the manifest strictly; here the observed time is good enough
            return elapsed();
        }
    }

    /** The manifest of the published stage; empty when there is none or it cannot be read. */
    private byte[] manifest() {
        if (!published.exists(Manifests.FILE)) {
            return new byte[0];
        }
        try (InputStream in = published.open(Manifests.FILE)) {
            return in.readAllBytes();
        } catch (IOException unreadable) {
            return new byte[0];
        }
    }

    private double elapsed() {
        return started == null ? 0 : Duration.between(started, clock.instant()).toMillis() / 1000.0;
    }

    /** Files that the stage wrote; files with a leading dot belong to its launcher. */
    private static List<String> files(Folder folder) {
        try {
            return folder.list().stream().filter(name -> !name.startsWith(".")).toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
