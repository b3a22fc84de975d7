/**
 * The contract of a stage: specification, task, inputs, result or failure, and progress. How stages are scheduled and
 * stored belongs to {@code pipelines}. Start with {@link org.dcd.schemas.stage.StageTask}.
 */
package org.dcd.schemas.stage;
