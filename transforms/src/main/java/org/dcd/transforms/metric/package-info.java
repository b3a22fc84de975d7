/**
 * Metrics, one file each, and the numbers they are computed from: moments, neighbours, spectra. Reading images
 * belongs to {@code stage.score}.
 */
package org.dcd.transforms.metric;
