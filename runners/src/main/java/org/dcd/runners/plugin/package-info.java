/**
 * Plug-ins: jars of users with members of open families, given in {@code DCD_PLUGINS}. They are checked before any
 * command runs.
 */
package org.dcd.runners.plugin;
