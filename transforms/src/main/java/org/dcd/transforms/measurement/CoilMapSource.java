package org.dcd.transforms.measurement;

import java.io.Serializable;
import org.dcd.transforms.image.ImageShape;

/** Where the sensitivity maps of receive coils come from. */
public interface CoilMapSource extends Serializable {
    /** Maps for images of that shape; the same ones for all images. */
    CoilMaps maps(ImageShape image);

    /** Refuses, with the reason, image shapes for which there are no maps. */
    default void checkImage(ImageShape image) {}
}
