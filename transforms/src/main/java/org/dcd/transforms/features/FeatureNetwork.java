package org.dcd.transforms.features;

import java.io.Serializable;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;

/** A network that computes features of images or measurements of one shape, written once against {@link Ops}. */
public interface FeatureNetwork extends Serializable {
    String NO_RESIZE = "none";

    /**
     * What the network computes.
     *
     * @param features [n, d]
     * @param logits [n, classes]; null for a network that is not trained on labels
     */
    record Output<T>(T features, T logits) {}

    /** [c, h, w] of its input. */
    ImageShape shape();

    /** d, the number of features. */
    int dimension();

    /** Classes of the logits; 0 when there are none. */
    default int classes() {
        return 0;
    }

    /** How images are resized first, for the protocol. */
    default String resize() {
        return NO_RESIZE;
    }

    /** Images that are computed at once, at most: a bound on memory. */
    default int batch() {
        return 250;
    }

    /**
     * @param prefix of parameter names
     * @param x [n, c, h, w] in units of [-1, 1], not clipped
     */
    <T> Output<T> apply(Ops<T> ops, String prefix, T x);
}
