package org.dcd.transforms.restore;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.dcd.transforms.ops.torch.TorchEngine;

/** Work on the batches of a set of measurements. */
final class Batches {
    private Batches() {}

    /** Works on all batches, each on one core of a CPU, and waits for the last one. */
    static <B> void run(TorchEngine engine, List<B> batches, Consumer<B> work) {
        engine.inParallel(batches.stream()
                .<Callable<Void>>map(batch -> () -> {
                    work.accept(batch);
                    return null;
                })
                .toList());
    }

    /**
     * Ends the restoration when its thread was interrupted. Called between steps.
     *
     * @throws InterruptedException when it was
     */
    static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("restoration stopped; the next run starts it again from the beginning");
        }
    }
}
