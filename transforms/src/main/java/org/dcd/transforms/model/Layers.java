package org.dcd.transforms.model;

import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.Ops;

/** Layers with trainable parameters, with the parameter names of EDM's modules. */
record Layers<T>(Ops<T> ops, String prefix) {
    private static final double EPSILON = 1e-6;

    T weight(String name, Init init, long... shape) {
        return ops.parameter(prefix + name + ".weight", init, shape);
    }

    T bias(String name, long length) {
        return ops.parameter(prefix + name + ".bias", Init.ZERO, length);
    }

    T norm(String name, T x, int channels) {
        int groups = Math.min(32, channels / 4);
        return ops.groupNorm(x, groups, EPSILON, weight(name, Init.ONE, channels), bias(name, channels));
    }

    T conv(String name, T x, int in, int out, int kernel, Init init) {
        return ops.conv2d(x, weight(name, init, out, in, kernel, kernel), bias(name, out), 1, kernel / 2);
    }

    /** A scaled convolution. The weights are scaled, as they are fewer than the activations. */
    T conv(String name, T x, int in, int out, int kernel, Init init, double scale) {
        T weight = ops.multiply(weight(name, init, out, in, kernel, kernel), scale);
        return ops.conv2d(x, weight, ops.multiply(bias(name, out), scale), 1, kernel / 2);
    }

    T linear(String name, T x, int in, int out) {
        return linear(name, x, in, out, Init.XAVIER);
    }

    T linear(String name, T x, int in, int out, Init init) {
        return ops.linear(x, weight(name, init, out, in), bias(name, out));
    }
}
