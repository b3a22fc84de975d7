package org.dcd.pipelines.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dcd.pipelines.cli.console.DcdHome;
import org.dcd.pipelines.cli.console.MoreHeapException;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Reasons;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Runs a command again in a Java process with a larger heap, through the launcher, on the streams of this process. The
 * limit of a heap cannot be changed while a process runs. This process waits; it passes termination on, and leaves
 * Ctrl-C to the other, to which the terminal sends it, too.
 */
final class LargerHeap {
    /** Environment variable of the other process: the process that it must not outlive. */
    static final String PARENT = "DCD_PARENT";

    private static final Signal INTERRUPT = new Signal("INT");
    private static final String HEAP = "DCD_HEAP";
    /** 128 + SIGKILL, as shells report it. */
    private static final int KILLED = 137;

    private LargerHeap() {}

    /**
     * Runs a command.
     *
     * @param arguments all arguments of this process
     * @return its exit code
     */
    static int run(MoreHeapException needed, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(DcdHome.folder().resolve("dcd").toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put(HEAP, (needed.bytes() >> 20) + "m");
        builder.environment().put(PARENT, Long.toString(ProcessHandle.current().pid()));
        try {
            Process process = builder.start();
            Thread hook = new Thread(() -> end(process));
            Runtime.getRuntime().addShutdownHook(hook);
            SignalHandler before = Signal.handle(INTERRUPT, leftToTheOther -> {});
            try {
                return process.waitFor();
            } finally {
                Signal.handle(INTERRUPT, before);
                removeUnlessEnding(hook);
            }
        } catch (IOException e) {
            throw new BadInputException(needed.getMessage() + " (cannot start it: " + Reasons.of(e) + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void removeUnlessEnding(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // the hook runs
            return;
        }
    }

    private static void end(Process process) {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends this process when the one that started it through {@link #run} was killed. */
    static void endWithParent() {
        String parent = System.getenv(PARENT);
        if (parent != null && parent.matches("\\d{1,10}")) {
            ProcessHandle.of(Long.parseLong(parent))
                    .ifPresentOrElse(handle -> handle.onExit().thenRun(LargerHeap::halt), LargerHeap::halt);
        }
    }

    private static void halt() {
        Runtime.getRuntime().halt(KILLED);
    }
}
