package org.dcd.transforms.stage.candidates;

import org.dcd.schemas.DataType;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.metric.Scores;
import org.dcd.transforms.stage.FileNames;

/**
 * Scores every kept candidate of a distil stage against clean images, which shows how well the proximal distance
 * selected (paper, App. E, Fig. 12 and Tables 12 and 15). It runs after the selection, and nothing trains on its
 * results. Inputs: {@code candidates}, a distil stage; {@code oracle-features}. Files: a {@link FileNames#CANDIDATES}
 * table, and the score {@code best-candidate-fd} of the generator in a {@link FileNames#SCORES} table.
 *
 * <p>One worker samples and scores the candidates one after the other on all cores; it starts from the beginning after
 * a kill. Memory: three times the weights of one candidate, independent of their number.
 *
 * @param count number of images of each candidate, from the latents of the first set of samples of the generator; so
 *     the distance of the selected candidate is that of the generator
 * @param dataType data type of the clean images, in which images are scored
 * @param seed seed of the experiment
 */
@Scores(CandidatesSpec.BEST_FD)
public record CandidatesSpec(OneStepGenerator generator, long count, DataType dataType, long seed)
        implements StageSpec {
    /** Name of the score: the least distance of any candidate to clean images. */
    public static final String BEST_FD = "best-candidate-fd";
}
