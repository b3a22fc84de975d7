package org.dcd.transforms.restore;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.dcd.transforms.ops.torch.TorchEngine;

/** Batches that are worked on at the same time, each on one core. */
final class SideBySide {
    private SideBySide() {}

    /** Does it to all of them and waits. */
    static <B> void run(TorchEngine engine, List<B> batches, Consumer<B> what) {
        engine.inParallel(batches.stream()
                .<Callable<Void>>map(batch -> () -> {
                    what.accept(batch);
                    return null;
                })
                .toList());
    }
}
