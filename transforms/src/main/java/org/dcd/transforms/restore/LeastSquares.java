package org.dcd.transforms.restore;

import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.ops.Ops;

/** Data misfit of images, and the penalty of latents. */
public final class LeastSquares {
    private LeastSquares() {}

    /**
     * ‖A(x) - y‖² of each image (paper, Eq. 13).
     *
     * @param x images [n, c, h, w]
     * @param y measurements
     * @param parameters parameters of A; null when it has none
     * @return [n, 1, 1, 1]
     */
    public static <T> T misfit(Ops<T> ops, MeasurementModel model, T x, T y, T parameters) {
        T residual = ops.subtract(model.apply(ops, x, parameters), y);
        return ops.sum(ops.multiply(residual, residual), 1, 2, 3);
    }

    /**
     * w ‖z‖² of each latent. With w = σ², ‖A(G(z)) - y‖² + w ‖z‖² is -2σ² log p(z | y) up to a constant.
     *
     * @param z [n, c, h, w]
     * @param weight w [n, 1, 1, 1]
     * @return [n, 1, 1, 1]
     */
    public static <T> T latentPenalty(Ops<T> ops, T z, T weight) {
        return ops.multiply(weight, ops.sum(ops.multiply(z, z), 1, 2, 3));
    }
}
