package org.dcd.transforms.stage.sample;

import org.dcd.schemas.DataType;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.model.SamplerSettings;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.Row;

/**
 * Draws images of a row into {@link FileNames#SAMPLES} tables. Inputs: {@code model}, an export stage. Figures:
 * {@code nfe}, {@code images-per-second}.
 *
 * @param row TEACHER_FULL, TEACHER_TRUNCATED or GENERATOR
 * @param sampler of the teacher; not used by the generator
 * @param stopSigma teacher-truncated returns the estimate at the first step whose next level is below it (paper Alg.
 *     4); 0 otherwise
 * @param dataType in which samples are stored
 * @param seed seed of the experiment
 */
public record SampleSpec(
        Row row, long count, SamplerSettings sampler, double stopSigma, ImageShape shape, DataType dataType, long seed)
        implements StageSpec {}
