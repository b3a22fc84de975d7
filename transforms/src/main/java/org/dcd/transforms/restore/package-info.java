/**
 * Restorers: solvers of inverse problems with or without a trained prior, one class each. Start with
 * {@link org.dcd.transforms.restore.Restorer}.
 */
package org.dcd.transforms.restore;
