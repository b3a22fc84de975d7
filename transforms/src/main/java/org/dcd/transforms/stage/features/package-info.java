/**
 * Trains a feature extractor and computes the reference moments. The specification is the record that ends in
 * {@code Spec}.
 */
package org.dcd.transforms.stage.features;
