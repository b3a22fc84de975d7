/** Commands on single files: score, sample, restore, export and inspect. */
package org.dcd.pipelines.cli.score;
