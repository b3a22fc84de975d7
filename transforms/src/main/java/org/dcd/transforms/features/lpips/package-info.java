/**
 * The networks of LPIPS v0.1: backbone, normalisation and linear heads. Start with
 * {@link org.dcd.transforms.features.lpips.LpipsNetwork}.
 */
package org.dcd.transforms.features.lpips;
