package org.dcd.pipelines.tracking;

import org.dcd.pipelines.run.RunListener;

/**
 * Reports one run to a tracking server. It runs on its own thread, on which it may block and throw: the run neither
 * waits for it nor fails with it.
 */
interface Tracker extends RunListener<Exception>, AutoCloseable {}
