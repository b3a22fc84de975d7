package org.dcd.transforms.beam;

import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.Corruptor;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.random.Seeds;

/** Identity plus noise in plain Java, for tests of what happens around the corruption. */
record PlainCorruptor(ImageShape shape) implements Corruptor {
    static PlainCorruptor of(Corruption corruption, ImageShape shape) {
        if (!(corruption.operator() instanceof Identity)) {
            throw new IllegalArgumentException("only the identity, not " + corruption.operator());
        }
        return new PlainCorruptor(shape);
    }

    @Override
    public float[] measure(float[] images, long[] operatorSeeds, long[] noiseSeeds, double[] sigmas) {
        float[] y = images.clone();
        for (int i = 0; i < noiseSeeds.length; i++) {
            float[] noise = Seeds.normal(noiseSeeds[i], shape.size());
            for (int j = 0; j < noise.length; j++) {
                y[i * shape.size() + j] += (float) (sigmas[i] * noise[j]);
            }
        }
        return y;
    }

    @Override
    public float[] asImages(float[] measurements, long[] operatorSeeds) {
        return measurements;
    }

    @Override
    public void close() {}
}
