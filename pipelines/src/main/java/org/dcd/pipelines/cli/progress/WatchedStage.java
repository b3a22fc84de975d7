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

/** Follows one stage by what it leaves in its folders. */
final class WatchedStage {
    /** The rate is taken over the last so many milliseconds. */
    private static final long RATE_MILLIS = 30_000;

    private final String name;
    private final Supplier<Folder> work;
    private final Folder published;
    private final InstantSource clock;
    private final Instant start;
    private final Set<String> before;
    private final Map<String, Double> values = new HashMap<>();
    /** Of a damaged stage, or one that is made again: it is not the one we wait for. Empty when there was none. */
    private final byte[] stale;

    private Instant began;
    private long toldUntil;
    private boolean toldFailure;
    private StageView finished;

    /** A stage of a run that begins now. */
    WatchedStage(String name, Folder work, Folder published, InstantSource clock) {
        this(name, () -> work, published, clock, clock.instant());
    }

    /**
     * @param work its work folder now: another one after the job that made it was given up
     * @param since when the run began: lines from before are not of it
     */
    WatchedStage(String name, Supplier<Folder> work, Folder published, InstantSource clock, Instant since) {
        this.name = name;
        this.work = work;
        this.published = published;
        this.clock = clock;
        this.start = since;
        this.toldUntil = clock.instant().toEpochMilli() - 1;
        this.before = new HashSet<>(files(work.get()));
        this.stale = manifest();
    }

    /** Looks at the folders; messages of new progress lines go to {@code say}. */
    StageView look(Consumer<String> say) {
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
            finished = new StageView(name, StageView.State.DONE, seconds(), null, Map.of(), 0);
            return finished;
        }
        if (began == null && (!lines.isEmpty() || !before.containsAll(files(folder)))) {
            Instant now = clock.instant();
            Instant first =
                    lines.isEmpty() ? now : Instant.ofEpochMilli(lines.get(0).epochMillis());
            // of a run that others began, and of a worker whose clock is ahead
            began = first.isBefore(now) ? first : now;
        }
        boolean failed = began != null && hasFailed(folder, say);
        ProgressLine latest = lines.isEmpty() ? null : lines.get(lines.size() - 1);
        return new StageView(
                name,
                began == null || failed ? StageView.State.WAITING : StageView.State.RUNNING,
                elapsed(),
                latest,
                Map.copyOf(values),
                rate(lines));
    }

    /** Whether its attempt in this run has failed, which is said once: the job goes on with other stages. */
    private boolean hasFailed(Folder folder, Consumer<String> say) {
        if (before.contains(FailureReport.FILE)) {
            return false;
        }
        try {
            Optional<FailureReport> report = FailureReport.read(folder);
            if (report.isPresent() && !toldFailure) {
                toldFailure = true;
                say.accept("✗ stage " + name + " failed: " + report.get().message());
            }
            return report.isPresent();
        } catch (IOException unreadable) {
            return false;
        }
    }

    private void take(ProgressLine line, Consumer<String> say) {
        values.putAll(line.values());
        if (line.epochMillis() > toldUntil) {
            toldUntil = line.epochMillis();
            if (line.message() != null && !line.message().isEmpty()) {
                say.accept(name + ": " + line.message());
            }
        }
    }

    /** Units per second between the latest line and the earliest that is recent enough and not undone since. */
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
            // The report reads it strictly; here the time since we saw it begin will do.
            return elapsed();
        }
    }

    /** Empty when there is none that can be read. */
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
        return began == null ? 0 : Duration.between(began, clock.instant()).toMillis() / 1000.0;
    }

    /** What a stage writes; marks with a leading dot are its launcher's. */
    private static List<String> files(Folder folder) {
        try {
            return folder.list().stream().filter(name -> !name.startsWith(".")).toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
