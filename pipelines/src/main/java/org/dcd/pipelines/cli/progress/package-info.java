/** The progress of a run on the terminal. */
package org.dcd.pipelines.cli.progress;
