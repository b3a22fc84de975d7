/**
 * What all trainings share: the loop, its random streams, the preparation of batches, checkpoints, the guard against
 * divergence, and the images. Trainings themselves are in {@code stage.teacher}, {@code stage.distil} and
 * {@code stage.features}. Start with {@link org.dcd.transforms.train.TrainingLoop}.
 */
package org.dcd.transforms.train;
