package org.dcd.transforms.ops;

/** How a parameter starts. Fans are those of the parameter's own weight [out, in, k, k] or [out, in]. */
public sealed interface Init {
    /** scale · U[-1, 1] · √(6 / (fan_in + fan_out)) (Glorot and Bengio 2010), EDM's {@code xavier_uniform}. */
    record XavierUniform(double scale) implements Init {}

    /** U[-1, 1] · √(1 / fanIn), PyTorch's default for weights and biases. */
    record UniformFanIn(long fanIn) implements Init {}

    /** N(0, standardDeviation²). */
    record Normal(double standardDeviation) implements Init {}

    record Constant(double value) implements Init {}

    Init ZERO = new Constant(0);
    Init ONE = new Constant(1);
    Init XAVIER = new XavierUniform(1);
}
