/**
 * Reports of runs and of sweeps as HTML, one class per section. Start with {@link org.dcd.pipelines.report.Report} and
 * {@link org.dcd.pipelines.report.SweepReport}. The package {@code result} computes the numbers.
 */
package org.dcd.pipelines.report;
