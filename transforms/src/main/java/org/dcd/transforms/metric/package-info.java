/**
 * Metrics, one file each: what a score is computed from and how. A {@link org.dcd.transforms.metric.Metric} brings an
 * {@link org.dcd.transforms.metric.Accumulator} and a finish against the reference set; start with
 * {@link org.dcd.transforms.metric.Fd}. No networks run here and nothing is read from stages: that is
 * {@code stage.score}.
 */
package org.dcd.transforms.metric;
