/**
 * Known weights of feature extractors and perceptual distances, one record for each that is published, and the folder
 * into which {@code dcd weights import} puts them. Trained denoisers belong to {@code model.pretrained}, file formats
 * to {@code files}. Start reading at {@link org.dcd.transforms.pretrained.PublishedWeights.PublishedFileWeights}.
 */
package org.dcd.transforms.pretrained;
