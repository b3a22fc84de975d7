/**
 * The driver through which Flink workers declare their GPUs. It is loaded as a plugin of Flink and depends on nothing
 * else of the project.
 */
package org.dcd.runners.gpu;
