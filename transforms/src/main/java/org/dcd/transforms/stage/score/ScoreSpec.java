package org.dcd.transforms.stage.score;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.DataType;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.measurement.NoiseDependentSpec;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.model.EdmSampler;
import org.dcd.transforms.model.SamplerSettings;
import org.dcd.transforms.registry.KeyForm;
import org.dcd.transforms.registry.NotInKey;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.Row;

/**
 * Scores one row into a {@link FileNames#SCORES} table. Inputs: {@code images} (a sample stage; a corrupt stage for the
 * observation; the dataset stage for held-out images), and for each input of the metrics the reference set with its
 * role; {@code noise}, a calibrate stage, where σ is estimated.
 *
 * @param corruption corruption of the row with fresh draws for proximal distances: that of the data, with the noise
 *     level of {@code dataSigma}
 * @param count greatest number of images of a set
 * @param sets number of consecutive sets of images that are scored separately
 * @param nfe network evaluations per image
 * @param shape shape of an image
 * @param dataType data type of the clean images, in which every row is scored
 * @param seed seed of the experiment
 * @param dataSigma noise assumption; not in the key, which has it in {@code corruption}
 */
public record ScoreSpec(
        Row row,
        List<Metric> metrics,
        Corruption corruption,
        long count,
        int sets,
        Evaluations nfe,
        ImageShape shape,
        DataType dataType,
        long seed,
        @NotInKey NoiseAssumption dataSigma)
        implements NoiseDependentSpec {
    public ScoreSpec {
        metrics = List.copyOf(metrics);
        corruption = dataSigma.corruption(corruption);
    }

    @Override
    public Map<String, Record> additionalKeyRecords() {
        return nfe instanceof Evaluations.UntilNoise until ? Map.of("sampler", until.sampler()) : Map.of();
    }

    /** Number of network evaluations per image. In keys it is a number; without known stop that for all levels. */
    public sealed interface Evaluations extends KeyForm, Serializable {
        /** The number for a resolved noise level. */
        int of(NoiseAssumption.Resolved noise);

        /** A known number. */
        record Fixed(int number) implements Evaluations {
            @Override
            public int of(NoiseAssumption.Resolved noise) {
                return number;
            }

            @Override
            public Object keyForm() {
                return number;
            }
        }

        /** The number of a sampler that stops at the noise level of the data. */
        record UntilNoise(SamplerSettings sampler) implements Evaluations {
            @Override
            public int of(NoiseAssumption.Resolved noise) {
                return new EdmSampler(sampler, sampler.stopSigma(noise.sigma())).nfe();
            }

            @Override
            public Object keyForm() {
                return new EdmSampler(sampler, 0).nfe();
            }
        }
    }
}
