/** The command line, one class per command. Commands parse, call one of the other packages and print. */
package org.dcd.pipelines.cli;
