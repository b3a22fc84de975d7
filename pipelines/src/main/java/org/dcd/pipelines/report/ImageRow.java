package org.dcd.pipelines.report;

import java.util.List;
import org.dcd.schemas.Count;
import org.dcd.transforms.image.ImageShape;

/**
 * Images of one row of the report.
 *
 * @param id name of the row, such as {@code teacher-full}
 * @param caption describes the row in one sentence
 * @param shape of each image; one or three channels
 * @param pixels 8-bit images, each channels x height x width
 */
public record ImageRow(String id, String caption, ImageShape shape, List<byte[]> pixels) {
    /** Whether the images have a single pixel, so that there is nothing to show. */
    boolean isOfPoints() {
        return shape.height() == 1 && shape.width() == 1;
    }

    /** Checks the number of channels and the size of every image. */
    public ImageRow {
        pixels = List.copyOf(pixels);
        if (shape.channels() != 1 && shape.channels() != 3) {
            throw new IllegalArgumentException(
                    "row " + id + ": displayed images must have 1 or 3 channels, had " + shape);
        }
        for (byte[] image : pixels) {
            if (image.length != shape.size()) {
                throw new IllegalArgumentException(
                        "row " + id + ": an image of shape " + shape + " has " + Count.of(image.length, "byte"));
            }
        }
    }
}
