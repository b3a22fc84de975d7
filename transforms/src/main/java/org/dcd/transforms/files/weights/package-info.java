/**
 * Weight files of any supported format, checks of their tensors, and imported weights with their provenance. Which
 * networks the weights belong to is the matter of {@code pretrained}. Start with
 * {@link org.dcd.transforms.files.weights.WeightFile}.
 */
package org.dcd.transforms.files.weights;
