/**
 * Leases: the exclusive rights of launchers to make stages, the heartbeats that keep them, and the work folders of
 * their holders. Start with {@link org.dcd.pipelines.store.lease.Leases}. Finished stages are in {@code store}.
 */
package org.dcd.pipelines.store.lease;
