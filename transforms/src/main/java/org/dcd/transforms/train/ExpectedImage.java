package org.dcd.transforms.train;

import org.dcd.schemas.Origin;
import org.dcd.transforms.image.ImageShape;

/** What every image of a table must be: training accepts measurements only, and oracle scores clean images. */
public record ExpectedImage(ImageShape shape, Origin origin) {
    /** @throws IllegalStateException for an image of another origin or shape */
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
