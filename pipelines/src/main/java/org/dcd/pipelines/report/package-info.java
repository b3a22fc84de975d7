/**
 * The report of an experiment and the page of a sweep as HTML, one class per section. Start with
 * {@link org.dcd.pipelines.report.Report}. The numbers in it come from {@code result}.
 */
package org.dcd.pipelines.report;
