/**
 * Closed forms for data with a known distribution: Gaussian denoisers and the quantities of the theorems. Start with
 * {@link org.dcd.transforms.theory.LinearGaussian}.
 */
package org.dcd.transforms.theory;
