package org.dcd.transforms.restore;

import java.util.Map;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.natives.Resources;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.ops.torch.TorchOps;
import org.dcd.transforms.ops.torch.TorchTensor;

/** Computes ‖A(G(z)) - y‖² + w ‖z‖² and its gradient for batches, in libtorch. */
final class LatentLoss implements AutoCloseable {
    private static final String PREFIX = TorchFunction.PREFIX + DenoiserSummary.PREFIX;

    private static final String Z = "z";
    private static final String Y = "y";
    private static final String WEIGHT = "weight";
    private static final String OPERATOR = "operator";
    private static final String MISFIT = "misfit";
    private static final String TOTAL = "total";
    private static final String GRADIENT = "gradient";

    private final OneStepGenerator generator;
    private final MeasurementModel model;
    private final Resources owned;
    private final TorchFunction loss;
    private final TorchFunction images;

    LatentLoss(RestorationContext known, MeasurementModel model) {
        this.generator = known.generator();
        this.model = model;
        try (Resources opening = new Resources()) {
            this.loss = opening.open(
                    () -> new TorchFunction(known.engine(), "generator-prior", known.weights(), this::withGradient));
            this.images = opening.open(() -> TorchFunction.of(
                    known.engine(),
                    "generator",
                    known.weights(),
                    ops -> generator.apply(ops, PREFIX, ops.input(Z, latent()))));
            this.owned = opening.keep();
        }
    }

    private Map<String, TorchTensor> withGradient(TorchOps ops) {
        TorchTensor z = ops.leaf(ops.input(Z, latent()));
        TorchTensor y = ops.input(Y, model.measurement());
        TorchTensor parameters = ops.input(OPERATOR, model.parameters());
        TorchTensor misfit = LeastSquares.misfit(ops, model, generator.apply(ops, PREFIX, z), y, parameters);
        TorchTensor total = ops.add(misfit, LeastSquares.latentPenalty(ops, z, ops.input(WEIGHT)));
        return Map.of(MISFIT, misfit, TOTAL, total, GRADIENT, ops.gradient(total, z));
    }

    /**
     * Results for n latents.
     *
     * @param misfit ‖A(G(z)) - y‖² of each latent
     * @param total misfit plus penalty of each latent
     * @param gradient gradient of the totals with respect to z
     */
    record Value(float[] misfit, float[] total, float[] gradient) {}

    Value at(float[] z, MeasurementBatch measured, float[] weights) {
        Map<String, float[]> results = loss.apply(
                measured.count(), Map.of(Z, z, Y, measured.y(), WEIGHT, weights, OPERATOR, measured.parameters()));
        return new Value(results.get(MISFIT), results.get(TOTAL), results.get(GRADIENT));
    }

    /** G(z) for n latents. */
    float[] images(float[] z, int n) {
        return images.value(n, Map.of(Z, z));
    }

    ImageShape latent() {
        return generator.latentShape();
    }

    @Override
    public void close() {
        owned.close();
    }
}
