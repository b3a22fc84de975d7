package org.dcd.pipelines.cli.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dcd.pipelines.cli.console.ExitCode;
import org.dcd.pipelines.cli.run.InterruptOptions.OnInterrupt;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Handles signals during a job on a cluster, which can continue without its launcher. The first Ctrl-C asks at a
 * terminal whether to detach or cancel, unless {@code --on-interrupt} says so. A second Ctrl-C cancels; a third ends
 * this process at once. A closed terminal (SIGHUP) detaches, unless {@code --on-interrupt cancel} is given.
 */
final class InterruptHandler implements AutoCloseable {
    static final String QUESTION =
            "dcd: interrupted. [d]etach and let the job continue, [c]ancel it, or [Enter] to keep following it?";

    private enum State {
        FOLLOWING,
        ASKING,
        DETACHING,
        CANCELLING
    }

    private final Thread running;
    private final OnInterrupt action;
    private final Supplier<String> answers;
    private final Consumer<String> say;
    private final BooleanSupplier hasJob;
    private final List<Runnable> restore = new ArrayList<>();
    private State state = State.FOLLOWING;

    /**
     * @param running the thread to interrupt in order to detach or cancel
     * @param action what to do without asking; null to ask
     * @param answers reads a line from the terminal, null at end of file; itself null without a terminal
     * @param hasJob whether there is a job that can continue
     */
    InterruptHandler(
            Thread running,
            OnInterrupt action,
            Supplier<String> answers,
            Consumer<String> say,
            BooleanSupplier hasJob) {
        this.running = running;
        this.action = action;
        this.answers = answers;
        this.say = say;
        this.hasJob = hasJob;
    }

    /** Installs the signal handlers until {@link #close}. */
    InterruptHandler install() {
        on("INT", this::interrupted);
        on("TERM", () -> decide(action == OnInterrupt.DETACH));
        on("HUP", () -> decide(action != OnInterrupt.CANCEL));
        return this;
    }

    private void on(String name, Runnable action) {
        try {
            Signal signal = new Signal(name);
            SignalHandler before = Signal.handle(signal, unused -> action.run());
            restore.add(() -> Signal.handle(signal, before));
            if (before == SignalHandler.SIG_IGN) {
                // ignored before, as under nohup: keep it so
                Signal.handle(signal, before);
            }
        } catch (IllegalArgumentException unsupported) {
            return;
        }
    }

    /** Ctrl-C. */
    void interrupted() {
        synchronized (this) {
            switch (state) {
                case FOLLOWING -> state = State.ASKING;
                case ASKING -> {
                    cancel();
                    return;
                }
                case DETACHING, CANCELLING -> {
                    say.accept("dcd: exiting at once; the job may be neither detached nor cancelled cleanly");
                    Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
                    return;
                }
            }
        }
        if (action != null || answers == null || !hasJob.getAsBoolean()) {
            decide(action == OnInterrupt.DETACH);
            return;
        }
        say.accept(QUESTION);
        answered(answers.get());
    }

    private void answered(String answer) {
        String word = answer == null ? "c" : answer.strip().toLowerCase(Locale.ROOT);
        synchronized (this) {
            if (state != State.ASKING) {
                return;
            }
            state = State.FOLLOWING;
        }
        if (word.startsWith("d")) {
            decide(true);
        } else if (word.startsWith("c")) {
            decide(false);
        } else {
            say.accept("dcd: still following the run");
        }
    }

    private synchronized void decide(boolean detach) {
        if (detach && hasJob.getAsBoolean()) {
            state = State.DETACHING;
            running.interrupt();
        } else {
            cancel();
        }
    }

    private synchronized void cancel() {
        state = State.CANCELLING;
        say.accept("dcd: stopping; finished stages are kept. Run the same command again to resume training from its"
                + " last"
                + " checkpoint");
        running.interrupt();
    }

    /** Whether the launcher is to detach and let the job continue. */
    synchronized boolean isToLeave() {
        return state == State.DETACHING;
    }

    @Override
    public void close() {
        restore.forEach(Runnable::run);
    }
}
