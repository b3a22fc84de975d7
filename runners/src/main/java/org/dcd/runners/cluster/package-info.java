/** Flink clusters: checks, submission, placement on GPUs, a local cluster, and the distribution for workers. */
package org.dcd.runners.cluster;
