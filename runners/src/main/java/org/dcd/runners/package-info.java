/** The main class, and the runners that can be chosen at the command line. */
package org.dcd.runners;
