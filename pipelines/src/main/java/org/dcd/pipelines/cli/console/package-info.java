/** What the commands share: options, the context they run in, tables, JSON, output files and exit codes. */
package org.dcd.pipelines.cli.console;
