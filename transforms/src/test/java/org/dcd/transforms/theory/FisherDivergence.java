package org.dcd.transforms.theory;

import java.io.Serializable;
import java.util.List;
import org.dcd.transforms.ops.Ops;

/**
 * Fisher divergence between measurements of generator and data at noise levels σ_t, with the generator's exact score
 * (paper Eq. 8 and 11, with several σ as in Theorem 5). With Σ = AEEᵀAᵀ + (σ² + σ_t²)I and Σ_θ = A·Cov(G)·Aᵀ + σ_t²I,
 *
 * <p>E‖Σ⁻¹y - Σ_θ⁻¹y‖² = tr(Σ⁻²Σ_θ) - 2 tr(Σ⁻¹) + tr(Σ_θ⁻¹), for y ~ N(0, Σ_θ).
 *
 * @param data one per noise level of the data, with common E and A
 * @param weights probability of each; their sum is 1
 * @param levels noise levels σ_t, with equal probability
 */
public record FisherDivergence(List<LinearGaussian> data, double[] weights, double[] levels) implements Serializable {
    public FisherDivergence {
        if (data.isEmpty() || data.size() != weights.length) {
            throw new IllegalArgumentException(
                    "theory needs a weight for each noise level, was " + weights.length + " for " + data.size());
        }
        data = List.copyOf(data);
    }

    public FisherDivergence(LinearGaussian data, double[] levels) {
        this(List.of(data), new double[] {1}, levels);
    }

    /**
     * The divergence at every σ_t as a function of the generator's covariance, differentiable through the score.
     *
     * @param covariance [d, d]
     * @return [levels, 1, 1]
     */
    public <T> T of(Ops<T> ops, T covariance) {
        LinearGaussian first = data.get(0);
        int m = first.m();
        T a = ops.constant(Matrices.floats(first.a()), m, first.d());
        T measured = ops.matmul(ops.matmul(a, covariance), ops.transpose(a, 1, 0));
        T generated = ops.add(ops.reshape(measured, 1, m, m), ops.constant(noise(m), levels.length, m, m));
        T inverse = SymmetricInverse.of(ops, generated, m);
        T trace = ops.multiply(inverse, ops.constant(Matrices.floats(Matrices.identity(m)), 1, m, m));
        T product = ops.multiply(generated, ops.constant(squaredInverses(), levels.length, m, m));
        T constant = ops.constant(constants(), levels.length, 1, 1);
        return ops.add(ops.sum(ops.add(product, trace), 1, 2), constant);
    }

    /** σ_t² I for every σ_t. */
    private float[] noise(int m) {
        float[] noise = new float[levels.length * m * m];
        for (int t = 0; t < levels.length; t++) {
            for (int i = 0; i < m; i++) {
                noise[(t * m + i) * m + i] = (float) (levels[t] * levels[t]);
            }
        }
        return noise;
    }

    /** E_σ Σ⁻² for every σ_t, symmetric: its product with Σ_θ has the trace Σ_ij (Σ⁻²)_ij (Σ_θ)_ij. */
    private float[] squaredInverses() {
        int m = data.get(0).m();
        float[] out = new float[levels.length * m * m];
        for (int t = 0; t < levels.length; t++) {
            for (int k = 0; k < weights.length; k++) {
                double[] inverse = inverse(k, t);
                double[] square = Matrices.multiply(inverse, inverse, m, m, m);
                for (int i = 0; i < square.length; i++) {
                    out[t * m * m + i] += (float) (weights[k] * square[i]);
                }
            }
        }
        return out;
    }

    /** -2 E_σ tr(Σ⁻¹) for every σ_t. */
    private float[] constants() {
        float[] constants = new float[levels.length];
        for (int t = 0; t < levels.length; t++) {
            for (int k = 0; k < weights.length; k++) {
                constants[t] -= (float) (2
                        * weights[k]
                        * Matrices.trace(inverse(k, t), data.get(0).m()));
            }
        }
        return constants;
    }

    private double[] inverse(int k, int t) {
        LinearGaussian one = data.get(k);
        return Matrices.inverse(one.measurementCovariance(Math.hypot(one.sigma(), levels[t])), one.m());
    }
}
