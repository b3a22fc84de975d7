package org.dcd.transforms.restore;

/** Stopping between steps. */
final class Interrupts {
    private Interrupts() {}

    static void check() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("restoration stopped; run again to begin it anew");
        }
    }
}
