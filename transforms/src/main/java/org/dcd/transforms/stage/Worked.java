package org.dcd.transforms.stage;

import java.io.Serializable;
import java.time.Instant;

/**
 * A piece of work of a stage that is done.
 *
 * @param seconds that it counted, see {@link WorkClock}
 * @param process that did it, a name that means nothing outside the run
 */
public record Worked(Instant started, double seconds, String process) implements Serializable {}
