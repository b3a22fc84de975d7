/**
 * From an experiment to a plan: the graph of stages, their keys, and the checks before a run. Start with
 * {@link org.dcd.pipelines.workflow.Planner}.
 */
package org.dcd.pipelines.workflow;
