/** Runs as one file: export, import, and reproduction with a comparison of every stage. */
package org.dcd.pipelines.archive;
