/**
 * Stages as Beam transforms. {@link org.dcd.transforms.beam.StageTransform} selects one of three for the work of a
 * kind: {@code WholeStage}, {@code TrainingStage}, {@code ShardedStage}. Also hints for GPUs, slots that share the
 * cores of a process, and counters. The code of stages does not belong here.
 */
package org.dcd.transforms.beam;
