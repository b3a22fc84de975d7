package org.dcd.pipelines.result;

import org.dcd.schemas.Count;

/**
 * Points of the plane of one row of the report.
 *
 * @param id name of the row, such as {@code teacher-full}
 * @param caption what the row is, one sentence
 * @param points x and y of each point in turn
 */
public record PointRow(String id, String caption, float[] points) {
    public PointRow {
        if (points.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "row " + id + ": " + Count.of(points.length, "number") + " are no points of the plane");
        }
    }

    public int count() {
        return points.length / 2;
    }
}
