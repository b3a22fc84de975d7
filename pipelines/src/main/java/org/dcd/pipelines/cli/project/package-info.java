/** Commands about the project itself: the format of experiment files, this machine and shell completion. */
package org.dcd.pipelines.cli.project;
