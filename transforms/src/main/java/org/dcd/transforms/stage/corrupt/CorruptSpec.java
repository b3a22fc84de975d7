package org.dcd.transforms.stage.corrupt;

import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKeyByDefault;
import org.dcd.transforms.stage.FileNames;

/**
 * Takes one measurement of every training image, or of some held-out images, with one fixed draw per image, into
 * {@link FileNames#MEASUREMENTS}. Inputs: {@code dataset}; or {@code restored}, a restore stage whose images are all
 * measured.
 *
 * @param seed seed of the experiment
 * @param heldOut number of held-out images to measure, with separate draws; 0 to measure the training images
 */
public record CorruptSpec(Corruption corruption, long seed, @Default("0") @NotInKeyByDefault int heldOut)
        implements StageSpec {
    /** Measures the training images. */
    public CorruptSpec(Corruption corruption, long seed) {
        this(corruption, seed, 0);
    }

    /** The table whose images are measured. */
    public String table() {
        return heldOut > 0 ? FileNames.HELD_OUT : FileNames.TRAIN;
    }
}
