/**
 * Flink clusters: checks, job submission, placement on GPUs, a cluster on this machine, and the distribution for
 * workers. Start with {@code FlinkCluster}.
 */
package org.dcd.runners.cluster;
