/**
 * Published weights of feature extractors and perceptual distances, one record each, and the folder of imported
 * weights. Trained denoisers belong to {@code model.pretrained}, file formats to {@code files}. Start with
 * {@link org.dcd.transforms.pretrained.PublishedWeights.PublishedFileWeights}.
 */
package org.dcd.transforms.pretrained;
