/** {@code dcd store}: lists, verifies, cleans up, exports and imports finished stages. */
package org.dcd.pipelines.cli.store;
