/** The networks of LPIPS v0.1: backbone, normalisation and linear heads. */
package org.dcd.transforms.features.lpips;
