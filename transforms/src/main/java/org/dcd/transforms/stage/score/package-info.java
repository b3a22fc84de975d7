/**
 * Scores the images of a row, in an experiment or at the command line. The specification is the record that ends in
 * {@code Spec}.
 */
package org.dcd.transforms.stage.score;
