package org.dcd.transforms.train;

import org.dcd.schemas.Origin;
import org.dcd.transforms.image.ImageShape;

/**
 * Shape and origin that every image of a table must have. Training accepts measurements only; features for clean
 * references are computed on clean images only.
 *
 * @param shape [channels, height, width]
 */
public record ExpectedImage(ImageShape shape, Origin origin) {
    /**
     * Checks one image.
     *
     * @throws IllegalStateException for another origin or shape
     */
    public void check(long id, Origin actual, int channels, int height, int width) {
        if (actual != origin) {
            throw new IllegalStateException("image " + id + " is of origin " + actual + ", expected " + origin);
        }
        if (channels != shape.channels() || height != shape.height() || width != shape.width()) {
            throw new IllegalStateException(
                    "image " + id + " has shape " + new ImageShape(channels, height, width) + ", expected " + shape);
        }
    }
}
