/**
 * Stages as Beam transforms. {@link org.dcd.transforms.beam.StageTransform} turns the work of a kind into one of three:
 * {@code WholeStage}, {@code TrainingStage}, {@code ShardedStage}. Here are also the hints for GPUs, the slots that
 * share the cores of a process, and the counters. What a kind computes does not belong here.
 */
package org.dcd.transforms.beam;
