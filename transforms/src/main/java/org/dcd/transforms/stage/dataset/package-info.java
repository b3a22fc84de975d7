/** Reads a data set into tables of images. The specification is the record that ends in {@code Spec}. */
package org.dcd.transforms.stage.dataset;
