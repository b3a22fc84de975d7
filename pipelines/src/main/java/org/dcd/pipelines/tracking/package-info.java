/**
 * Reports runs to MLflow and OpenLineage when environment variables configure them. Start with
 * {@link org.dcd.pipelines.tracking.Trackers}.
 */
package org.dcd.pipelines.tracking;
