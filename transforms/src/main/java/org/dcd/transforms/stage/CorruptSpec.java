package org.dcd.transforms.stage;

import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.corruption.Corruption;

/**
 * Takes one measurement of every training image, with one fixed draw per image, into {@link Files#MEASUREMENTS}.
 * Inputs: {@code dataset}.
 *
 * @param seed seed of the experiment
 */
public record CorruptSpec(Corruption corruption, long seed) implements StageSpec {}
