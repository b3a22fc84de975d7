/** Estimates the noise level from measurements. The specification is the record that ends in {@code Spec}. */
package org.dcd.transforms.stage.calibrate;
