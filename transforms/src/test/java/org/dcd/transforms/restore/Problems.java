package org.dcd.transforms.restore;

import java.util.Map;
import java.util.stream.LongStream;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.generator.LowRankLinear;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.model.Mlp;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.random.Seeds;

/** Problems whose solution is known: points of three numbers, of which a linear generator makes the first two. */
final class Problems {
    static final ImageShape SHAPE = new ImageShape(3, 1, 1);
    static final Restorer.Watch NOBODY = (done, total, loss) -> {};
    /** x₀ = 2 z₀, x₁ = z₁ / 2, x₂ = 0. */
    static final double[] GAINS = {2, 0.5};

    private Problems() {}

    static RestorationContext generator(long seed) {
        OneStepGenerator generator =
                new OneStepGenerator(new LowRankLinear(2), ConditionedDenoiser.of(new Mlp(4, 1), SHAPE), 1);
        float[] u = {1, 0, 0, 1, 0, 0};
        float[] v = {(float) GAINS[0], 0, 0, (float) GAINS[1], 0, 0};
        return RestorationContext.nothing(TorchEngine.cpu(), new Seeds(seed))
                .with(new TrainedPrior.FromGenerator(generator), Weights.of(Map.of("model.u", u, "model.v", v)));
    }

    /** n points under noise of a level. */
    static MeasurementBatch points(int n, double sigma) {
        float[] y = Seeds.normal(3, n * SHAPE.size());
        float[] sigmas = new float[n];
        java.util.Arrays.fill(sigmas, (float) sigma);
        return MeasurementBatch.of(
                new MeasurementModel(new Identity(), SHAPE),
                y,
                i -> 0,
                sigmas,
                LongStream.range(0, n).toArray());
    }
}
