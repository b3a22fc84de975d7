/**
 * Weights in a file of any of these formats, checks of their tensors, and imported weights with their provenance. Which
 * network they are of belongs to {@code pretrained}. Start reading at
 * {@link org.dcd.transforms.files.weights.WeightFile}.
 */
package org.dcd.transforms.files.weights;
