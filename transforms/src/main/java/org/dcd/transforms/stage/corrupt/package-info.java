/** Takes one measurement of every image. The specification is the record that ends in {@code Spec}. */
package org.dcd.transforms.stage.corrupt;
