package org.dcd.transforms.stage.dataset;

import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.stage.FileNames;

/**
 * Reads a data set into {@link FileNames#TRAIN} and {@link FileNames#HELD_OUT} tables of u8 images. Figures:
 * {@code train}, {@code held-out}, {@code unused} (images that {@code source.subset()} excludes), {@code classes}.
 *
 * @param source the data set
 * @param sourceSha256 SHA-256 over the contents of all its files
 * @param seed seed of the experiment; it draws a permutation, whose last {@code source.heldOut()} images are held out,
 *     and of the others the first share {@code source.subset()} is trained on
 */
public record DatasetSpec(DatasetSource source, String sourceSha256, long seed) implements StageSpec {}
