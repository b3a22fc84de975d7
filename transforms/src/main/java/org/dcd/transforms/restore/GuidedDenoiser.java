package org.dcd.transforms.restore;

import java.util.List;
import java.util.Map;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.ops.Shapes;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.ops.torch.TorchOps;
import org.dcd.transforms.ops.torch.TorchTensor;

/** Computes x̂ = D(x; σ), ‖y - A(x̂)‖² and its gradient with respect to x for batches, in libtorch. */
final class GuidedDenoiser implements AutoCloseable {
    private static final String PREFIX = TorchFunction.PREFIX + DenoiserSummary.PREFIX;

    private static final String X = "x";
    private static final String SIGMA = "sigma";
    private static final String Y = "y";
    private static final String CONDITION = "condition";
    private static final String OPERATOR = "operator";
    private static final String DENOISED = "denoised";
    private static final String MISFIT = "misfit";
    private static final String GRADIENT = "gradient";

    private final ConditionedDenoiser teacher;
    private final MeasurementModel model;
    private final TorchFunction function;

    GuidedDenoiser(RestorationContext known, MeasurementModel model) {
        this.teacher = known.teacher();
        this.model = model;
        this.function = new TorchFunction(known.engine(), "dps", known.weights(), this::guided);
    }

    private Map<String, TorchTensor> guided(TorchOps ops) {
        ImageShape image = model.image();
        TorchTensor x = ops.leaf(ops.input(X, image));
        TorchTensor y = ops.input(Y, model.measurement());
        TorchTensor parameters = ops.input(OPERATOR, model.parameters());
        TorchTensor condition =
                ops.input(CONDITION, Shapes.BATCH, teacher.conditionChannels(), image.height(), image.width());
        TorchTensor input = condition == null ? x : ops.concat(1, List.of(x, condition));
        TorchTensor denoised = teacher.fromLatent(ops, PREFIX, input, 1, ops.input(SIGMA));
        TorchTensor misfit = LeastSquares.misfit(ops, model, denoised, y, parameters);
        return Map.of(DENOISED, denoised, MISFIT, misfit, GRADIENT, ops.gradient(misfit, x));
    }

    /**
     * Results for n images.
     *
     * @param denoised x̂
     * @param misfit ‖y - A(x̂)‖² of each image
     * @param gradient gradient of the misfits with respect to x
     */
    record Value(float[] denoised, float[] misfit, float[] gradient) {}

    /** @param condition latent of the teacher's condition; empty when it has none */
    Value at(float[] x, float[] sigmas, MeasurementBatch measured, float[] condition) {
        Map<String, float[]> results = function.apply(
                measured.count(),
                Map.of(
                        X, x,
                        SIGMA, sigmas,
                        Y, measured.y(),
                        CONDITION, condition,
                        OPERATOR, measured.parameters()));
        return new Value(results.get(DENOISED), results.get(MISFIT), results.get(GRADIENT));
    }

    /** Length of the latent of the condition of an image. */
    int conditionSize() {
        return teacher.conditionChannels()
                * model.image().height()
                * model.image().width();
    }

    @Override
    public void close() {
        function.close();
    }
}
