/**
 * Metrics, one class each. A {@link org.dcd.transforms.metric.Metric} has an
 * {@link org.dcd.transforms.metric.Accumulator} for the images and a finish that compares with the reference set. Start
 * with {@link org.dcd.transforms.metric.Fd}. Running networks and reading stages belong to {@code stage.score}.
 */
package org.dcd.transforms.metric;
