package org.dcd.transforms.model;

import java.util.List;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.Ops;

/** Embedding of the noise level: sines and cosines of c_noise(σ), sines first as in EDM. */
public enum NoiseEmbedding {
    /** Geometric sequence of frequencies from 1 to 1e-4, as in DDPM++. */
    POSITIONAL {
        @Override
        <T> T frequencies(Ops<T> ops, String prefix, int half) {
            float[] frequencies = new float[half];
            for (int i = 0; i < half; i++) {
                frequencies[i] = (float) Math.pow(1e-4, i / (half - 1.0));
            }
            return ops.constant(frequencies, 1, half);
        }
    },
    /** Random frequencies N(0, 16²) that are not trained, as in NCSN++. */
    FOURIER {
        @Override
        <T> T frequencies(Ops<T> ops, String prefix, int half) {
            T freqs = ops.parameter(prefix + "map_noise.freqs", new Init.Normal(16), half);
            // Adds a zero gradient, so that the optimiser has the tensor but does not change it.
            T fixed = ops.add(ops.detach(freqs), ops.multiply(freqs, 0));
            return ops.reshape(ops.multiply(fixed, 2 * Math.PI), 1, half);
        }
    };

    abstract <T> T frequencies(Ops<T> ops, String prefix, int half);

    /**
     * Computes the embedding.
     *
     * @param noiseLabels c_noise(σ), [n]
     * @param channels length of the embedding, even, at least 4
     * @return [n, channels]
     */
    <T> T apply(Ops<T> ops, String prefix, T noiseLabels, int channels) {
        T angles = ops.multiply(ops.reshape(noiseLabels, -1, 1), frequencies(ops, prefix, channels / 2));
        return ops.concat(1, List.of(ops.sin(angles), ops.cos(angles)));
    }
}
