package org.dcd.transforms.ops;

/** Initialisation of a parameter. Fans are those of the parameter's shape [out, in, k, k] or [out, in]. */
public sealed interface Init {
    /**
     * scale · U[-1, 1] · √(6 / (fan_in + fan_out)) (Glorot and Bengio 2010), EDM's {@code xavier_uniform}.
     *
     * @param scale factor
     */
    record XavierUniform(double scale) implements Init {}

    /**
     * U[-1, 1] · √(1 / fan_in), PyTorch's default for weights and biases.
     *
     * @param fanIn fan_in of the layer
     */
    record UniformFanIn(long fanIn) implements Init {}

    /**
     * N(0, σ²).
     *
     * @param standardDeviation σ
     */
    record Normal(double standardDeviation) implements Init {}

    /**
     * The same value for all elements.
     *
     * @param value the value
     */
    record Constant(double value) implements Init {}

    /** All elements are 0. */
    Init ZERO = new Constant(0);
    /** All elements are 1. */
    Init ONE = new Constant(1);
    /** {@link XavierUniform} with scale 1. */
    Init XAVIER = new XavierUniform(1);
}
