package org.dcd.transforms.metric;

import java.util.List;
import org.dcd.transforms.features.PairNetwork;
import org.dcd.transforms.features.lpips.Backbone;
import org.dcd.transforms.features.lpips.LpipsNetwork;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.TypeName;

/**
 * The learned perceptual distance LPIPS v0.1 (Zhang et al. 2018), mean over images, 0 for equal images. See
 * {@link LpipsNetwork}.
 *
 * @param network backbone whose activations are compared
 */
@TypeName("lpips")
@Scores("lpips")
public record Lpips(@Default("alex") Backbone network) implements LearnedPairMetric {
    @Override
    public String estimator() {
        return "LPIPS v0.1 with heads, " + network.id() + ", mean over images; grey repeated three times, no resize";
    }

    @Override
    public String networkName() {
        return "lpips-v0.1-" + network.id();
    }

    @Override
    public List<String> weights() {
        return List.of(network.network(), "lpips-" + network.id());
    }

    @Override
    public PairNetwork network(ImageShape shape) {
        return new LpipsNetwork(shape, network);
    }
}
