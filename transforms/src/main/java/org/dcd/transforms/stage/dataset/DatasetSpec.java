package org.dcd.transforms.stage.dataset;

import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.stage.FileNames;

/**
 * Reads a data set into {@link FileNames#TRAIN} and {@link FileNames#HELD_OUT} tables of u8 images. Figures:
 * {@code train}, {@code held-out}, {@code unused} (images that {@code source.subset()} leaves out), {@code classes}.
 *
 * @param source where the images come from
 * @param sourceSha256 hash over the contents of all its files
 * @param seed seed of the experiment: {@code source.heldOut()} images are held out, the last ones of a permutation
 *     drawn from it, and the first {@code source.subset()} of the others trained on
 */
public record DatasetSpec(DatasetSource source, String sourceSha256, long seed) implements StageSpec {}
