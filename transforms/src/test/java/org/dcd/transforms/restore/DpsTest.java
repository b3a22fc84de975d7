package org.dcd.transforms.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.Standard;
import org.dcd.transforms.measurement.Downsample;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.theory.GaussianDenoiser;
import org.junit.jupiter.api.Test;

/** Diffusion posterior sampling with the exact denoiser of N(0, 0.6² I). */
class DpsTest {
    private static final int N = 400;
    private static final double STD = 0.6;
    private static final ImageShape SHAPE = new ImageShape(2, 1, 1);
    private static final MeasurementModel MODEL = new MeasurementModel(new Identity(), SHAPE);

    private static RestorationContext teacher() {
        float[] factor = {(float) STD, 0, 0, (float) STD};
        return RestorationContext.nothing(TorchEngine.cpu(), new Seeds(1))
                .with(
                        new TrainedPrior.FromTeacher(ConditionedDenoiser.of(new GaussianDenoiser(), SHAPE)),
                        Weights.of(Map.of("model.l", factor)));
    }

    /** All measurements are y. */
    private static MeasurementBatch all(float y) {
        float[] values = new float[N * SHAPE.size()];
        Arrays.fill(values, y);
        return MeasurementBatch.of(
                MODEL, values, i -> 0, new float[N], LongStream.range(0, N).toArray());
    }

    private static float[] restored(double scale, float y) throws Exception {
        return new Dps(40, scale, 0.002, 80, 7).restore(all(y), teacher(), Problems.NOBODY);
    }

    private static double mean(float[] x) {
        double sum = 0;
        for (float value : x) {
            sum += value / x.length;
        }
        return sum;
    }

    private static double deviation(float[] x) {
        double mean = mean(x);
        double sum = 0;
        for (float value : x) {
            sum += (value - mean) * (value - mean) / x.length;
        }
        return Math.sqrt(sum);
    }

    /**
     * Without guidance the stochastic sampler draws from the prior; with 40 steps its variance is slightly too small.
     */
    @Test
    void withoutGuidanceItSamplesThePrior() throws Exception {
        float[] x = restored(1e-9, 1);

        assertThat(mean(x)).isCloseTo(0, within(5 * STD / Math.sqrt(2.0 * N)));
        assertThat(deviation(x)).isCloseTo(STD, within(0.05 * STD + 5 * STD / Math.sqrt(4.0 * N)));
    }

    @Test
    void guidancePullsTowardsTheMeasurement() throws Exception {
        double weak = mean(restored(0.01, 1));
        double strong = mean(restored(0.05, 1));

        assertThat(weak).isGreaterThan(0.1);
        assertThat(strong).isGreaterThan(weak + 0.1).isLessThan(1.05);
        assertThat(mean(restored(0.05, -1))).isCloseTo(-strong, within(0.1));
    }

    @Test
    void theSameSeedGivesTheSameBits() throws Exception {
        assertThat(restored(0.05, 1)).containsExactly(restored(0.05, 1));
    }

    @Test
    void aTeacherOfMeasurementsIsRefused() {
        MeasurementModel small =
                new MeasurementModel(new Downsample(2, Downsample.Method.AVERAGE), new ImageShape(1, 8, 8));
        ConditionedDenoiser teacher = ConditionedDenoiser.ofTeacher(new GaussianDenoiser(), new Standard(), small);

        assertThatThrownBy(() -> new Dps(10, 1, 0.002, 80, 7).checkTeacher(teacher))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dps needs a teacher of images")
                .hasMessageContaining("generator-prior");
    }
}
