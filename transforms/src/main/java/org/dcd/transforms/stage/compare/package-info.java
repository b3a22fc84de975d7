/** Scores restored images against the clean ones. The specification is the record that ends in {@code Spec}. */
package org.dcd.transforms.stage.compare;
