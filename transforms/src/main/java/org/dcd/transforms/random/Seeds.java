package org.dcd.transforms.random;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Source of all randomness. A random stream is identified by (experiment seed, purpose, element), so it does not depend
 * on order, thread or machine.
 *
 * @param seed seed of the experiment
 */
public record Seeds(long seed) implements Serializable {
    /** Returns the seed of an element and purpose, such as the noise of image 17: {@code of("noise", 17)}. */
    public long of(String purpose, long element) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(ByteBuffer.allocate(16).putLong(seed).putLong(element).array());
            return ByteBuffer.wrap(sha.digest(purpose.getBytes(StandardCharsets.UTF_8)))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Returns independent seeds for a part of an experiment. */
    public Seeds derive(String purpose) {
        return new Seeds(of(purpose, 0));
    }

    /** Returns a uniform random generator that depends only on the seed (xoroshiro128++). */
    public static UniformRandomProvider stream(long seed) {
        return RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    }

    /** Returns n standard normal values that depend only on the seed. */
    public static float[] normal(long seed, int n) {
        float[] values = new float[n];
        fillNormal(seed, values, 0, n);
        return values;
    }

    /** Fills {@code n} elements from {@code offset} with standard normal values that depend only on the seed. */
    public static void fillNormal(long seed, float[] target, int offset, int n) {
        ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(stream(seed));
        for (int i = 0; i < n; i++) {
            target[offset + i] = (float) gaussian.sample();
        }
    }
}
