/**
 * Methods as graphs of stages, one file each, such as {@link org.dcd.pipelines.workflow.method.DcdWorkflow}, and the
 * parts that they are built of ({@code …Stages}). Keys, plans and the order of stages are in
 * {@link org.dcd.pipelines.workflow}. Start with {@code DcdWorkflow.build}.
 */
package org.dcd.pipelines.workflow.method;
