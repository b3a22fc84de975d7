package org.dcd.transforms.measurement;

import java.io.Serializable;
import org.dcd.transforms.image.ImageShape;

/** Gives what applies a corruption to images of a shape. */
@FunctionalInterface
public interface CorruptorFactory extends Serializable {
    Corruptor of(Corruption corruption, ImageShape shape);
}
