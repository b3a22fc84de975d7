package org.dcd.pipelines.cli.progress;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lines for a log: when a stage starts, now and then while it gets on, and when it is done. */
final class PlainDisplay implements Display {
    static final Duration EVERY = Duration.ofSeconds(15);

    private final PrintWriter out;
    private final InstantSource clock;
    private final Map<String, Said> said = new HashMap<>();

    /** What was last said of a stage. */
    private record Said(Instant at, StageView.State state, long done) {}

    PlainDisplay(PrintWriter out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public void show(List<StageView> stages) {
        for (StageView stage : stages) {
            Said last = said.get(stage.name());
            switch (stage.state()) {
                case WAITING -> {}
                case RUNNING -> running(stage, last);
                case DONE -> {
                    if (last == null || last.state() != StageView.State.DONE) {
                        tell(stage, ProgressText.done(stage));
                    }
                }
            }
        }
        out.flush();
    }

    private void running(StageView stage, Said last) {
        if (last == null) {
            tell(stage, stage.name() + ": started");
        } else if (!clock.instant().isBefore(last.at().plus(EVERY)) && done(stage) != last.done()) {
            tell(stage, ProgressText.plain(stage));
        }
    }

    private void tell(StageView stage, String line) {
        said.put(stage.name(), new Said(clock.instant(), stage.state(), done(stage)));
        out.println(line);
    }

    private static long done(StageView stage) {
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
