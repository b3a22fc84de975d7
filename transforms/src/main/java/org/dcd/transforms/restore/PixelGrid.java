package org.dcd.transforms.restore;

import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.model.Denoiser;
import org.dcd.transforms.ops.Ops;

/**
 * Divides pixels into grid² parts with every grid-th pixel of every grid-th row, so that neighbours are in different
 * parts. Masks are [n, 1, h, w] with 1 in the hidden part.
 */
record PixelGrid(int grid, ImageShape shape) {
    /** Weights of the neighbours of a pixel for filling it in (Batson and Royer's code). */
    private static final float[] NEIGHBOURS = {0.5f, 1, 0.5f, 1, 0, 1, 0.5f, 1, 0.5f};

    /** Shape of a mask. */
    ImageShape mask() {
        return new ImageShape(1, shape.height(), shape.width());
    }

    /** Writes the mask of a part for image i. */
    void fill(int part, float[] masks, int i) {
        for (int row = part / grid; row < shape.height(); row += grid) {
            for (int column = part % grid; column < shape.width(); column += grid) {
                masks[i * mask().size() + row * shape.width() + column] = 1;
            }
        }
    }

    /** Replaces every hidden pixel by the weighted mean of its neighbours. */
    <T> T filledIn(Ops<T> ops, T y, T mask) {
        T share = ops.constant(shares(), 1, 1, shape.height(), shape.width());
        T mean = ops.multiply(ops.filter2d(y, NEIGHBOURS, 1, 1), share);
        // Not y + mask · (mean - y), which would keep a rounding residue of y.
        T shown = ops.add(ops.multiply(mask, -1), 1);
        return ops.add(ops.multiply(shown, y), ops.multiply(mask, mean));
    }

    /** Inverse of the sum of the weights of the neighbours within the image. */
    private float[] shares() {
        float[] shares = new float[mask().size()];
        for (int at = 0; at < shares.length; at++) {
            float sum = 0;
            for (int k = 0; k < NEIGHBOURS.length; k++) {
                int row = at / shape.width() + k / 3 - 1;
                int column = at % shape.width() + k % 3 - 1;
                boolean within = row >= 0 && row < shape.height() && column >= 0 && column < shape.width();
                sum += within ? NEIGHBOURS[k] : 0;
            }
            shares[at] = 1 / sum;
        }
        return shares;
    }

    /** Prediction of the hidden pixels; 0 elsewhere. */
    <T> T predict(Ops<T> ops, Denoiser network, String prefix, T y, T mask) {
        T level = ops.constant(new float[1], 1);
        return ops.multiply(mask, network.apply(ops, prefix, filledIn(ops, y, mask), level, shape, 0));
    }

    /** Mean squared difference of prediction and measurement over hidden pixels, [n, 1, 1, 1]. */
    <T> T loss(Ops<T> ops, Denoiser network, String prefix, T y, T mask) {
        T error = ops.subtract(predict(ops, network, prefix, y, mask), ops.multiply(mask, y));
        T hidden = ops.multiply(ops.sum(mask, 1, 2, 3), shape.channels());
        return ops.divide(ops.sum(ops.multiply(error, error), 1, 2, 3), hidden);
    }
}
