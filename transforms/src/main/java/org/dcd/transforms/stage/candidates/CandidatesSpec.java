package org.dcd.transforms.stage.candidates;

import org.dcd.schemas.DataType;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.metric.Scores;
import org.dcd.transforms.stage.FileNames;

/**
 * Scores every candidate that a distil stage kept against clean images, which shows how well the proximal distance
 * chose (paper, App. E, Fig. 12 and Tables 12 and 15). Oracle: it comes after the choice and nothing trains on it.
 * Inputs: {@code candidates}, a distil stage; {@code oracle-features}. Files: a {@link FileNames#CANDIDATES} table, and
 * of the generator the score {@code best-candidate-fd} in a {@link FileNames#SCORES} table.
 *
 * <p>One worker samples and scores them one after the other with all cores; it starts anew after a kill. Memory: three
 * times the weights of one candidate, however many there are.
 *
 * @param count images of each, from the latents of the first set of samples of the generator: the distance of the
 *     chosen one is the generator's
 * @param dataType of the clean images, in which images are scored
 * @param seed seed of the experiment
 */
@Scores(CandidatesSpec.BEST_FD)
public record CandidatesSpec(OneStepGenerator generator, long count, DataType dataType, long seed)
        implements StageSpec {
    /** The least distance of any candidate to clean images, chosen or not. */
    public static final String BEST_FD = "best-candidate-fd";
}
