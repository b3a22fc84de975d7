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
 * Where all randomness comes from: (experiment seed, purpose, element) names a stream, independent of order, thread and
 * machine.
 *
 * @param seed seed of the experiment
 */
public record Seeds(long seed) implements Serializable {
    /** Seed of one element of one purpose, such as the noise of image 17: {@code of("noise", 17)}. */
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

    /** Seeds of a part of an experiment. */
    public Seeds derive(String purpose) {
        return new Seeds(of(purpose, 0));
    }

    /** A uniform stream that depends on its seed alone. */
    public static UniformRandomProvider stream(long seed) {
        return RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    }

    /** n standard normal values of the stream of a seed. */
    public static float[] normal(long seed, int n) {
        float[] values = new float[n];
        fillNormal(seed, values, 0, n);
        return values;
    }

    /** Standard normal values of the stream of a seed, into a part of an array. */
    public static void fillNormal(long seed, float[] target, int offset, int n) {
        ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(stream(seed));
        for (int i = 0; i < n; i++) {
            target[offset + i] = (float) gaussian.sample();
        }
    }
}
