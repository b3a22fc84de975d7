/** Commands about the project itself: the format of experiment files and shell completion. */
package org.dcd.pipelines.cli.project;
