package org.dcd.pipelines.graph;

/**
 * Where a job of a cluster is found.
 *
 * @param master address of the cluster's REST interface, such as {@code http://localhost:8081}
 * @param id that the cluster gave it
 */
public record JobAddress(String master, String id) {
    @Override
    public String toString() {
        return "job " + id + " at " + master;
    }
}
