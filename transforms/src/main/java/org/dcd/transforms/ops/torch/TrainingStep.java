package org.dcd.transforms.ops.torch;

import ai.djl.ndarray.NDArray;

/**
 * Result of a training step. The figures stay on the device until they are read, so that a GPU is not synchronised at
 * every step. Read them before the training is closed.
 */
public final class TrainingStep {
    /** Null when it has been read. */
    private NDArray onDevice;

    private double loss;
    private double gradientNorm;

    /** @param figures loss and norm of the gradient, [2]; closed when they are read */
    TrainingStep(NDArray figures) {
        this.onDevice = figures;
    }

    /** Mean loss over the batch. */
    public double loss() {
        read();
        return loss;
    }

    /** Norm of the gradient before clipping. If it is not finite, the update was skipped. */
    public double gradientNorm() {
        read();
        return gradientNorm;
    }

    private synchronized void read() {
        if (onDevice != null) {
            float[] figures = onDevice.toFloatArray();
            loss = figures[0];
            gradientNorm = figures[1];
            onDevice.close();
            onDevice = null;
        }
    }
}
