/** The main class, and the choice of a runner: direct, embedded Flink or a Flink cluster. Start with {@code Dcd}. */
package org.dcd.runners;
