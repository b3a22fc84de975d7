package org.dcd.pipelines.tracking;

import org.dcd.pipelines.run.RunListener;

/**
 * Tells a server outside of DCD about one run. It runs on a thread of its own, on which it may wait and throw: the run
 * neither waits for it nor fails with it.
 */
interface Tracker extends RunListener<Exception>, AutoCloseable {}
