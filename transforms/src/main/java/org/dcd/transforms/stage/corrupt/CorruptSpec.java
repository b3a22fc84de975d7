package org.dcd.transforms.stage.corrupt;

import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKeyByDefault;
import org.dcd.transforms.stage.FileNames;

/**
 * Takes one measurement of every training image, or of some held-out ones, with one fixed draw per image, into
 * {@link FileNames#MEASUREMENTS}. Inputs: {@code dataset}; or {@code restored}, a restore stage, whose images are all
 * measured.
 *
 * @param seed seed of the experiment
 * @param heldOut 0 for the training images; else so many of the held-out images, with draws of their own
 */
public record CorruptSpec(Corruption corruption, long seed, @Default("0") @NotInKeyByDefault int heldOut)
        implements StageSpec {
    /** Of the training images. */
    public CorruptSpec(Corruption corruption, long seed) {
        this(corruption, seed, 0);
    }

    /** The table whose images are measured. */
    public String table() {
        return heldOut > 0 ? FileNames.HELD_OUT : FileNames.TRAIN;
    }
}
