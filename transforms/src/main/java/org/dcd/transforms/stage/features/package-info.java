/**
 * Trains a feature extractor and computes the moments of a reference set. Start with
 * {@link org.dcd.transforms.stage.features.FeaturesSpec}.
 */
package org.dcd.transforms.stage.features;
