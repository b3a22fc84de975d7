package org.dcd.transforms.metric;

import java.util.List;
import org.dcd.transforms.features.PairNetwork;
import org.dcd.transforms.image.ImageShape;

/**
 * A metric of every image and the one that it should be, which a network with the weights of others computes: the mean
 * over all pairs.
 */
public non-sealed interface LearnedPairMetric extends Metric {
    @Override
    default View view() {
        return View.PAIRS;
    }

    /** Name and version of the network, for the contract. */
    String networkName();

    /** Names of the weights that it takes, as {@code dcd weights list} shows them. */
    List<String> weights();

    /**
     * The network that compares two images.
     *
     * @throws IllegalArgumentException with the remedy, for images that it does not take
     */
    PairNetwork network(ImageShape shape);
}
