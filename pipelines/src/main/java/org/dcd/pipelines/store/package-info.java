/**
 * The content-addressed store of finished stages, local or remote: lookup, publication, and deletion of what no run
 * needs. Start with {@link org.dcd.pipelines.store.Store}. The rights to make stages are in {@code store.lease}, file
 * systems in {@code store.files}.
 */
package org.dcd.pipelines.store;
