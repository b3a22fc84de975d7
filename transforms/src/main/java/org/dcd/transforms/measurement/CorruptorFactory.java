package org.dcd.transforms.measurement;

import java.io.Serializable;
import org.dcd.transforms.image.ImageShape;

/** Creates corruptors. */
@FunctionalInterface
public interface CorruptorFactory extends Serializable {
        /** Creates a corruptor for images of a shape. The caller closes it. */
    Corruptor of(Corruption corruption, ImageShape shape);
}
