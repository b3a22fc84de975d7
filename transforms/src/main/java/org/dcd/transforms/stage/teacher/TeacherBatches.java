package org.dcd.transforms.stage.teacher;

import java.util.Map;
import org.dcd.transforms.augment.AugmentPipe;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.train.AugmentedMeasurements;
import org.dcd.transforms.train.BatchOrder;
import org.dcd.transforms.train.BatchSource;
import org.dcd.transforms.train.SigmaDistribution;
import org.dcd.transforms.train.StepRandom;
import org.dcd.transforms.train.TrainingImages;

/** Inputs of {@link TeacherProgram} by name: a batch of measurements, with one diffusion level and noise per image. */
public final class TeacherBatches implements BatchSource<Map<String, float[]>> {
    private final TrainingImages data;
    private final ConditionedDenoiser denoiser;
    private final NoiseAssumption.Resolved noise;
    private final SigmaDistribution levels;
    private final AugmentPipe augment;
    private final int batch;
    private final BatchOrder order;

    /**
     * @param noise noise level of the measurements
     * @param levels distribution of diffusion levels
     * @param augment augmentation of measurements
     * @param batch images per step
     */
    public TeacherBatches(
            TrainingImages data,
            ConditionedDenoiser denoiser,
            NoiseAssumption.Resolved noise,
            SigmaDistribution levels,
            AugmentPipe augment,
            int batch) {
        this.data = data;
        this.denoiser = denoiser;
        this.noise = noise;
        this.levels = levels;
        this.augment = augment;
        this.batch = batch;
        this.order = new BatchOrder(data.count(), batch);
    }

    @Override
    public Map<String, float[]> prepare(long step, StepRandom random) {
        int n = batch;
        int[] indices = order.indices(random.seeds(), step);
        MeasurementModel model = denoiser.model();
        AugmentedMeasurements measurements = AugmentedMeasurements.of(
                augment,
                denoiser,
                data.images(indices),
                model.draw(n, i -> data.operatorSeed(indices[i])),
                n,
                i -> random.seed("augment", step * n + i));
        float[] parameters = measurements.operatorParameters();
        float[] further = denoiser.objective()
                .further()
                .map(hiding -> hiding.draw(model, n, parameters, i -> random.seed("further", step * n + i)))
                .orElseGet(() -> new float[0]);
        int size = data.shape().size();
        int draws = denoiser.objective().draws();
        return Map.of(
                Objective.Y, measurements.y(),
                Objective.OPERATOR, parameters,
                Objective.FURTHER, further,
                Objective.DATA_SIGMA, noise.sigmas(data.sigmas(indices)),
                Objective.SIGMA, random.levels("levels", step, n, levels),
                Objective.NOISE, random.normal("noise", step, n * size),
                Objective.DRAWS, random.normal("draws", step, n * draws * size),
                TeacherProgram.AUGMENT_LABELS, measurements.labels());
    }

    @Override
    public long bytes(Map<String, float[]> batch) {
        return BatchSource.bytesOf(batch);
    }
}
