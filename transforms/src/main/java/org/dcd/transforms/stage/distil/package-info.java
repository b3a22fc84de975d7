/** Distils a teacher into a one-step generator. The specification is the record that ends in {@code Spec}. */
package org.dcd.transforms.stage.distil;
