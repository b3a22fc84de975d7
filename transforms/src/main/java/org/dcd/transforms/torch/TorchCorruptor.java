package org.dcd.transforms.torch;

import org.dcd.transforms.corruption.Corruption;
import org.dcd.transforms.corruption.Corruptor;
import org.dcd.transforms.image.ImageShape;

/** Corrupts in libtorch, with the same operator definition that training uses. */
public final class TorchCorruptor implements Corruptor {
    public TorchCorruptor(Corruption corruption, ImageShape shape) {}

    @Override
    public float[] measure(float[] images, long[] operatorSeeds, long[] noiseSeeds, double[] sigmas) {
        throw new IllegalStateException("being written");
    }

    @Override
    public void close() {}
}
