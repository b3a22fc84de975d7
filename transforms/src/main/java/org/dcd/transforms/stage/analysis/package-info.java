/**
 * Compares trained models with the known distribution of drawn data, one analysis per class. Start with
 * {@link org.dcd.transforms.stage.analysis.Analysis}.
 */
package org.dcd.transforms.stage.analysis;
