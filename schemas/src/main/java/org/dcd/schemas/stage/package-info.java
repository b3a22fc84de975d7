/**
 * The contract of a stage: specification, task, inputs, result or failure, and progress. Scheduling and storage are in
 * {@code pipelines}. Start with {@link org.dcd.schemas.stage.StageTask}.
 */
package org.dcd.schemas.stage;
