package org.dcd.transforms.measurement;

import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * Simulated maps of a birdcage coil around the image, for data without measured maps; see {@link CoilMaps#birdcage}.
 *
 * @param coils number of coils C
 */
@TypeName("birdcage")
public record BirdcageMaps(@Default("4") @Range("[1, 64]") int coils) implements CoilMapSource {
    public BirdcageMaps {
        Ranges.check(BirdcageMaps.class, coils);
    }

    @Override
    public CoilMaps maps(ImageShape image) {
        return CoilMaps.birdcage(coils, image);
    }
}
