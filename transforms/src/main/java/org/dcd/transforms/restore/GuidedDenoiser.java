package org.dcd.transforms.restore;

import java.util.ArrayList;
import java.util.List;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.model.DenoiserFacts;
import org.dcd.transforms.ops.torch.HostTensor;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.ops.torch.TorchOps;
import org.dcd.transforms.ops.torch.TorchTensor;

/** x̂ = D(x; σ) of batches with ‖y - A(x̂)‖² and its gradient in x, in libtorch. */
final class GuidedDenoiser implements AutoCloseable {
    private static final String PREFIX = TorchFunction.PREFIX + DenoiserFacts.PREFIX;

    private final ConditionedDenoiser teacher;
    private final MeasurementModel model;
    private final TorchFunction function;

    GuidedDenoiser(RestorationContext known, MeasurementModel model) {
        this.teacher = known.teacher();
        this.model = model;
        this.function = new TorchFunction(known.engine(), known.weights(), this::guided);
    }

    /** Inputs: x, σ, y, then the latent of the teacher's condition and the parameters of A, as far as there are any. */
    private List<TorchTensor> guided(TorchOps ops) {
        int next = 3;
        TorchTensor x = ops.leaf(0);
        TorchTensor input = teacher.conditionChannels() > 0 ? ops.concat(1, List.of(x, ops.input(next++))) : x;
        TorchTensor parameters = model.parameters().isPresent() ? ops.input(next) : null;
        TorchTensor denoised = teacher.fromLatent(ops, PREFIX, input, 1, ops.input(1));
        TorchTensor misfit = LeastSquares.misfit(ops, model, denoised, ops.input(2), parameters);
        return List.of(denoised, misfit, ops.gradient(misfit, x));
    }

    /**
     * Of n images.
     *
     * @param denoised x̂
     * @param misfit ‖y - A(x̂)‖² of each
     * @param gradient in x
     */
    record Value(float[] denoised, float[] misfit, float[] gradient) {}

    /** @param condition latent of the teacher's condition, empty when it has none */
    Value at(float[] x, float[] sigmas, MeasurementBatch measured, float[] condition) {
        int n = measured.count();
        List<HostTensor> data = new ArrayList<>(List.of(
                new HostTensor(x, model.image().batch(n)),
                HostTensor.perImage(sigmas),
                new HostTensor(measured.y(), model.measurement().batch(n))));
        int k = teacher.conditionChannels();
        if (k > 0) {
            data.add(new HostTensor(
                    condition, n, k, model.image().height(), model.image().width()));
        }
        model.parameters().ifPresent(shape -> data.add(new HostTensor(measured.parameters(), shape.batch(n))));
        List<float[]> results = function.apply(data.toArray(HostTensor[]::new));
        return new Value(results.get(0), results.get(1), results.get(2));
    }

    /** Numbers of the latent of the condition of an image. */
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
