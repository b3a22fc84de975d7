package org.dcd.pipelines.report;

import org.dcd.schemas.Count;

/**
 * Points in the plane of one row of the report.
 *
 * @param id name of the row, such as {@code teacher-full}
 * @param caption describes the row in one sentence
 * @param points [x0, y0, x1, y1, ...]
 */
public record PointRow(String id, String caption, float[] points) {
    /** Checks that every point has two coordinates. */
    public PointRow {
        if (points.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "row " + id + ": " + Count.of(points.length, "number") + " are not pairs of coordinates");
        }
    }

    /** Number of points. */
    public int count() {
        return points.length / 2;
    }
}
