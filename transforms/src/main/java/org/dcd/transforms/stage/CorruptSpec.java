package org.dcd.transforms.stage;

import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.corruption.Corruption;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKeyByDefault;

/**
 * Takes one measurement of every training image, or of some held-out ones, with one fixed draw per image, into
 * {@link Files#MEASUREMENTS}. Inputs: {@code dataset}.
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
        return heldOut > 0 ? Files.HELD_OUT : Files.TRAIN;
    }
}
