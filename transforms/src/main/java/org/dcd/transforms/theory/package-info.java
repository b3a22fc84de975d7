/** Closed forms for data whose distribution is known: Gaussian denoisers and the quantities of the theorems. */
package org.dcd.transforms.theory;
