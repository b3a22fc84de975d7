/** The embedded Flink and what all Flink runners share. */
package org.dcd.runners.flink;
