/** Commands that plan, run, follow, reproduce and compare experiments. */
package org.dcd.pipelines.cli.run;
