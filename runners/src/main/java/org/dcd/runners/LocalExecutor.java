package org.dcd.runners;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.dcd.pipelines.graph.PipelineExecutor;
import org.dcd.schemas.BadInputException;

/** Runs pipelines in this process. Ctrl-C cancels the pipeline and waits for it to stop before the process ends. */
public final class LocalExecutor implements PipelineExecutor {
    private static final long STOP_SECONDS = 45;

    private final List<RunnerProfile> profiles;
    private final Consumer<String> messages;

    /** @param messages told, in words, when the process is asked to end */
    public LocalExecutor(Consumer<String> messages) {
        this(Runtime.getRuntime().availableProcessors(), messages);
    }

    /** @param parallelism number of workers of a data-parallel stage */
    public LocalExecutor(int parallelism, Consumer<String> messages) {
        this.profiles = List.of(new FlinkProfile(parallelism), new DirectProfile(parallelism));
        this.messages = messages;
    }

    @Override
    public List<String> names() {
        return profiles.stream().map(RunnerProfile::name).toList();
    }

    @Override
    public void run(String runner, Consumer<Pipeline> build) throws Exception {
        RunnerProfile profile = profiles.stream()
                .filter(candidate -> candidate.name().equals(runner))
                .findFirst()
                .orElseThrow(() -> new BadInputException("runner '" + runner + "' is not known; give --runner "
                        + String.join(" or --runner ", names())));
        Pipeline pipeline = Pipeline.create(profile.options());
        build.accept(pipeline);
        CountDownLatch stopped = new CountDownLatch(1);
        Thread hook = stopHook(Thread.currentThread(), stopped);
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            profile.run(pipeline);
        } finally {
            stopped.countDown();
            remove(hook);
        }
    }

    private Thread stopHook(Thread runs, CountDownLatch stopped) {
        return new Thread(
                () -> {
                    messages.accept("stopping: finished stages are kept, and the next run continues from them");
                    runs.interrupt();
                    try {
                        if (!stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                            messages.accept("a stage did not stop in time; it continues from its last checkpoint");
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "dcd-stop");
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // the hook is what stops us
        }
    }
}
