/**
 * The driver with which Flink workers declare their GPUs. It is loaded as a plugin of Flink and depends on no other
 * package of the project.
 */
package org.dcd.runners.gpu;
