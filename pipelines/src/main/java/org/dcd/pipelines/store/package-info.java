/**
 * The content-addressed store of stages, local or remote, and the leases of launchers. Start with
 * {@link org.dcd.pipelines.store.Store}.
 */
package org.dcd.pipelines.store;
