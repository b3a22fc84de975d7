package org.dcd.transforms.measurement;

import java.io.Serializable;
import org.dcd.transforms.image.ImageShape;

/** A source of sensitivity maps of receive coils. */
public interface CoilMapSource extends Serializable {
    /** Returns the maps for images of a shape. All images share the same maps. */
    CoilMaps maps(ImageShape image);

    /**
     * Checks that there are maps for images of a shape.
     *
     * @throws RuntimeException with the reason, if there are none
     */
    default void checkImage(ImageShape image) {}
}
