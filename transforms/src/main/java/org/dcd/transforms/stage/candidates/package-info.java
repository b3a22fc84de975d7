/**
 * Scores every candidate of a distillation against clean images, after the selection. The specification is the record
 * that ends in {@code Spec}.
 */
package org.dcd.transforms.stage.candidates;
