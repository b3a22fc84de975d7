package org.dcd.schemas.stage;

/**
 * A stage that failed. Failures travel through the graph as values, so that one removes the stages that depend on it
 * and nothing else.
 *
 * @param error what was thrown, with its causes
 */
public record StageFailure(StageTask<?> task, Throwable error) implements StageOutcome {}
