/** Embedded Flink, and code that it shares with clusters. Start with {@code EmbeddedFlink}. */
package org.dcd.runners.flink;
