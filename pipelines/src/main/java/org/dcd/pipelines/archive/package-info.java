/**
 * Runs as archives: export, import, and reproduction with a comparison of every stage. Start with
 * {@link org.dcd.pipelines.archive.RunExport}. Records of runs belong to {@code run}.
 */
package org.dcd.pipelines.archive;
