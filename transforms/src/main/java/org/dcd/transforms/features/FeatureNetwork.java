package org.dcd.transforms.features;

import java.io.Serializable;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;

/** A network, written against {@link Ops}, that computes features of images or measurements of one shape. */
public interface FeatureNetwork extends Serializable {
    /** Value of {@link #resize} for networks that do not resize images. */
    String NO_RESIZE = "none";

    /**
     * Output of the network.
     *
     * @param features features [n, d]
     * @param logits logits [n, classes]; null for a network that is not a classifier
     */
    record Output<T>(T features, T logits) {}

    /** Shape [c, h, w] of the input. */
    ImageShape shape();

    /** d, the number of features. */
    int dimension();

    /** Number of classes of the logits; 0 without logits. */
    default int classes() {
        return 0;
    }

    /** How the network resizes images, for the score protocol. */
    default String resize() {
        return NO_RESIZE;
    }

    /** Maximum batch size, to limit memory. */
    default int batch() {
        return 250;
    }

    /**
     * Computes the features.
     *
     * @param prefix prefix of parameter names
     * @param x images [n, c, h, w] in units of [-1, 1], not clipped
     */
    <T> Output<T> apply(Ops<T> ops, String prefix, T x);
}
