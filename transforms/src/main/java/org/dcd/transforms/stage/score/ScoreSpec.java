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
 * Scores one row into a {@link FileNames#SCORES} table. Inputs: {@code images} (a sample stage; corrupt for the
 * observation; dataset, whose held-out table is taken), and for every view of the metrics its reference set by the
 * view's role; {@code noise}, a calibrate stage, where σ is estimated.
 *
 * @param corruption applied to the row, with fresh draws, for proximal distances: that of the data, with the noise that
 *     dataSigma says
 * @param count images of a set at most
 * @param sets of images, one after the other, which are scored one by one
 * @param nfe network evaluations per image
 * @param shape of an image
 * @param dataType of the clean images, in which every row is scored
 * @param dataSigma what the noise level of the data is taken to be; not in the key, which has it in corruption
 * @param seed seed of the experiment
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

    /** Number of network evaluations per image. In keys it is a number, of all levels where the stop is not known. */
    public sealed interface Evaluations extends KeyForm, Serializable {
        /** The number under a resolved noise level. */
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

        /** Of a sampler that stops at the noise level of the data. */
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
