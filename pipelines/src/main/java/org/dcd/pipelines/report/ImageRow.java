package org.dcd.pipelines.report;

import java.util.List;
import org.dcd.schemas.Count;
import org.dcd.transforms.image.ImageShape;

/**
 * Images of one row of the report.
 *
 * @param id name of the row, such as {@code teacher-full}
 * @param caption what the row is, one sentence
 * @param pixels u8 images, each channels x height x width; one or three channels
 */
public record ImageRow(String id, String caption, ImageShape shape, List<byte[]> pixels) {
    /** Whether the images are single numbers, of which there is nothing to see. */
    boolean isOfPoints() {
        return shape.height() == 1 && shape.width() == 1;
    }

    public ImageRow {
        pixels = List.copyOf(pixels);
        if (shape.channels() != 1 && shape.channels() != 3) {
            throw new IllegalArgumentException(
                    "row " + id + ": images to show must have 1 or 3 channels, were " + shape);
        }
        for (byte[] image : pixels) {
            if (image.length != shape.size()) {
                throw new IllegalArgumentException(
                        "row " + id + ": an image of shape " + shape + " has " + Count.of(image.length, "byte"));
            }
        }
    }
}
