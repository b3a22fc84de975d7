/** Draws images from an exported network. The specification is the record that ends in {@code Spec}. */
package org.dcd.transforms.stage.sample;
