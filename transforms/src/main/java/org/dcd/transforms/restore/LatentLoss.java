package org.dcd.transforms.restore;

import java.util.ArrayList;
import java.util.List;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.model.DenoiserFacts;
import org.dcd.transforms.ops.torch.HostTensor;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.ops.torch.TorchOps;
import org.dcd.transforms.ops.torch.TorchTensor;

/** ‖A(G(z)) - y‖² + w ‖z‖² of batches and its gradient, in libtorch. */
final class LatentLoss implements AutoCloseable {
    private static final String PREFIX = TorchFunction.PREFIX + DenoiserFacts.PREFIX;

    private final OneStepGenerator generator;
    private final MeasurementModel model;
    private final TorchFunction loss;
    private final TorchFunction images;

    LatentLoss(RestorationContext known, MeasurementModel model) {
        this.generator = known.generator();
        this.model = model;
        this.loss = new TorchFunction(known.engine(), known.weights(), this::withGradient);
        this.images = new TorchFunction(
                known.engine(), known.weights(), ops -> List.of(generator.apply(ops, PREFIX, ops.input(0))));
    }

    /** Inputs: z, y, w, then the parameters of A. */
    private List<TorchTensor> withGradient(TorchOps ops) {
        TorchTensor z = ops.leaf(0);
        TorchTensor parameters = model.parameters().isPresent() ? ops.input(3) : null;
        TorchTensor misfit = LeastSquares.misfit(ops, model, generator.apply(ops, PREFIX, z), ops.input(1), parameters);
        TorchTensor total = ops.add(misfit, LeastSquares.latentPenalty(ops, z, ops.input(2)));
        return List.of(misfit, total, ops.gradient(total, z));
    }

    /**
     * Of n latents.
     *
     * @param misfit ‖A(G(z)) - y‖² of each
     * @param total with the penalty
     * @param gradient of the totals, as many as z
     */
    record Value(float[] misfit, float[] total, float[] gradient) {}

    Value at(float[] z, MeasurementBatch measured, float[] weights) {
        int n = measured.count();
        List<HostTensor> data = new ArrayList<>(List.of(
                new HostTensor(z, latent().batch(n)),
                new HostTensor(measured.y(), model.measurement().batch(n)),
                HostTensor.perImage(weights)));
        model.parameters().ifPresent(shape -> data.add(new HostTensor(measured.parameters(), shape.batch(n))));
        List<float[]> results = loss.apply(data.toArray(HostTensor[]::new));
        return new Value(results.get(0), results.get(1), results.get(2));
    }

    /** G(z) of n latents. */
    float[] images(float[] z, int n) {
        return images.apply(new HostTensor(z, latent().batch(n))).get(0);
    }

    ImageShape latent() {
        return generator.latentShape();
    }

    @Override
    public void close() {
        loss.close();
        images.close();
    }
}
