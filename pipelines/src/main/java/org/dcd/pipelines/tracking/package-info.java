/** Reports runs to MLflow and OpenLineage, when the environment asks for it. */
package org.dcd.pipelines.tracking;
