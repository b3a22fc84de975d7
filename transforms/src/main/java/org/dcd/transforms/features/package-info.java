/**
 * Feature extractors for metrics, and their networks. Metrics belong to {@code metric}. Start with
 * {@link org.dcd.transforms.features.FeatureExtractor}.
 */
package org.dcd.transforms.features;
