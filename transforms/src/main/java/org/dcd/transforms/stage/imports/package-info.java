/** Takes a pretrained denoiser as a teacher. The specification is the record that ends in {@code Spec}. */
package org.dcd.transforms.stage.imports;
