/**
 * From the stages of a plan to a Beam graph, one transform per stage. Start with
 * {@link org.dcd.pipelines.beam.GraphBuilder}.
 */
package org.dcd.pipelines.beam;
