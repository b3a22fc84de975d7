package org.dcd.pipelines.cli.progress;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Prints log lines: when a stage starts, every 15 s while it makes progress, and when it is finished. */
final class PlainDisplay implements Display {
    static final Duration INTERVAL = Duration.ofSeconds(15);

    private final PrintWriter out;
    private final InstantSource clock;
    private final Map<String, Printed> printed = new HashMap<>();

    /** The last line printed for a stage. */
    private record Printed(Instant at, StageProgress.State state, long done) {}

    PlainDisplay(PrintWriter out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public void show(List<StageProgress> stages) {
        for (StageProgress stage : stages) {
            Printed last = printed.get(stage.name());
            switch (stage.state()) {
                case WAITING -> {}
                case RUNNING -> running(stage, last);
                case DONE -> {
                    if (last == null || last.state() != StageProgress.State.DONE) {
                        print(stage, ProgressText.done(stage));
                    }
                }
            }
        }
        out.flush();
    }

    private void running(StageProgress stage, Printed last) {
        if (last == null) {
            print(stage, stage.name() + ": started");
        } else if (!clock.instant().isBefore(last.at().plus(INTERVAL)) && done(stage) != last.done()) {
            print(stage, ProgressText.plain(stage));
        }
    }

    private void print(StageProgress stage, String line) {
        printed.put(stage.name(), new Printed(clock.instant(), stage.state(), done(stage)));
        out.println(line);
    }

    private static long done(StageProgress stage) {
        return stage.counts() ? stage.latest().done() : -1;
    }

    @Override
    public void say(String message) {
        out.println(message);
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
    }
}
