/**
 * Feature extractors for scores and the networks behind them. Scores themselves belong to {@code metric}. Start with
 * {@link org.dcd.transforms.features.FeatureExtractor}.
 */
package org.dcd.transforms.features;
