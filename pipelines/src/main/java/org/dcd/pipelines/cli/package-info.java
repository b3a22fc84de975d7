/**
 * The command line. {@link org.dcd.pipelines.cli.Cli} assembles the commands of the packages below it, one class per
 * command. A command parses its arguments, calls one of the other packages of this module and prints the result.
 */
package org.dcd.pipelines.cli;
