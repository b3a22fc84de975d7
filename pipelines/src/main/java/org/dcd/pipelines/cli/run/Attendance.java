package org.dcd.pipelines.cli.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dcd.pipelines.cli.console.ExitCode;
import org.dcd.pipelines.cli.run.InterruptOptions.OnInterrupt;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * What an interruption means for a job on a cluster, which can go on without its launcher: asked once at a terminal,
 * otherwise as told. A second Ctrl-C cancels, a third ends this process at once. A terminal that goes away has
 * cancelled nothing: the job goes on.
 */
final class Attendance implements AutoCloseable {
    static final String QUESTION = "dcd: interrupted. [d]etach and let the job go on, [c]ancel it, or [Enter] to stay?";

    private enum State {
        ATTENDING,
        ASKING,
        LEAVING,
        CANCELLING
    }

    private final Thread running;
    private final OnInterrupt told;
    private final Supplier<String> answers;
    private final Consumer<String> say;
    private final BooleanSupplier hasJob;
    private final List<Runnable> restore = new ArrayList<>();
    private State state = State.ATTENDING;

    /**
     * @param running interrupted when it is to leave or to cancel
     * @param told what to do without asking; null to ask
     * @param answers reads a line from the terminal, null at its end; itself null without a terminal
     * @param hasJob whether there is a job that could go on
     */
    Attendance(
            Thread running, OnInterrupt told, Supplier<String> answers, Consumer<String> say, BooleanSupplier hasJob) {
        this.running = running;
        this.told = told;
        this.answers = answers;
        this.say = say;
        this.hasJob = hasJob;
    }

    /** Takes the signals of this process until it is closed. */
    Attendance listening() {
        on("INT", this::interrupted);
        on("TERM", () -> decide(told == OnInterrupt.DETACH));
        on("HUP", () -> decide(told != OnInterrupt.CANCEL));
        return this;
    }

    private void on(String name, Runnable action) {
        try {
            Signal signal = new Signal(name);
            SignalHandler before = Signal.handle(signal, unused -> action.run());
            restore.add(() -> Signal.handle(signal, before));
            if (before == SignalHandler.SIG_IGN) {
                // as under nohup
                Signal.handle(signal, before);
            }
        } catch (IllegalArgumentException notOfThisSystem) {
            return;
        }
    }

    /** Ctrl-C. */
    void interrupted() {
        synchronized (this) {
            switch (state) {
                case ATTENDING -> state = State.ASKING;
                case ASKING -> {
                    cancel();
                    return;
                }
                case LEAVING, CANCELLING -> {
                    say.accept("dcd: ending at once; what was asked for may not be done");
                    Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
                    return;
                }
            }
        }
        if (told != null || answers == null || !hasJob.getAsBoolean()) {
            decide(told == OnInterrupt.DETACH);
            return;
        }
        say.accept(QUESTION);
        answered(answers.get());
    }

    private void answered(String answer) {
        String word = answer == null ? "c" : answer.strip().toLowerCase(java.util.Locale.ROOT);
        synchronized (this) {
            if (state != State.ASKING) {
                return;
            }
            state = State.ATTENDING;
        }
        if (word.startsWith("d")) {
            decide(true);
        } else if (word.startsWith("c")) {
            decide(false);
        } else {
            say.accept("dcd: going on");
        }
    }

    private synchronized void decide(boolean leave) {
        if (leave && hasJob.getAsBoolean()) {
            state = State.LEAVING;
            running.interrupt();
        } else {
            cancel();
        }
    }

    private synchronized void cancel() {
        state = State.CANCELLING;
        say.accept("dcd: stopping; finished stages are kept and training continues from its last checkpoint: run the"
                + " same command again");
        running.interrupt();
    }

    /** Whether the job is to be left to itself. */
    synchronized boolean isToLeave() {
        return state == State.LEAVING;
    }

    @Override
    public void close() {
        restore.forEach(Runnable::run);
    }
}
