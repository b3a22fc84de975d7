/**
 * Compares trained models with the known distribution of drawn data, one analysis per file. The specification is the
 * record that ends in {@code Spec}.
 */
package org.dcd.transforms.stage.analysis;
