package org.dcd.transforms.model;

import java.util.List;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.ShapeOps;

/**
 * Parameters and cost of a preconditioned network, computed from shapes.
 *
 * @param parameters trainable tensors with EDM's names, which start with {@code model.}
 * @param macs multiply-accumulates per evaluation of one image
 * @param convolutions the distinct convolutions
 */
public record DenoiserSummary(List<ParameterSpec> parameters, long macs, List<ShapeOps.Convolution> convolutions) {
    /** Prefix of parameter names in EDM's networks. */
    public static final String PREFIX = "model.";

    /**
     * Summarises a network as it is evaluated.
     *
     * @param shape [c, h, w] of one image
     * @param conditionChannels see {@link Denoiser#apply}
     */
    public static DenoiserSummary of(Denoiser network, ImageShape shape, int conditionChannels) {
        return of(network, shape, conditionChannels, null);
    }

    /** Summarises a network as it is trained: including the layer of augmentation labels, if it has one. */
    public static DenoiserSummary inTraining(Denoiser network, ImageShape shape, int conditionChannels) {
        int labels = network.augmentLabels();
        return of(network, shape, conditionChannels, labels == 0 ? null : new long[] {1, labels});
    }

    private static DenoiserSummary of(Denoiser network, ImageShape shape, int conditionChannels, long[] augmentLabels) {
        ShapeOps ops = new ShapeOps();
        long[] condition = {1, conditionChannels, shape.height(), shape.width()};
        Preconditioning.denoise(
                ops,
                network,
                PREFIX,
                shape,
                shape.batch(1),
                new long[] {1, 1, 1, 1},
                new Condition<>(conditionChannels, condition, null),
                augmentLabels);
        return new DenoiserSummary(ops.parameters(), ops.macs(), ops.convolutions());
    }

    /** Number of trainable scalars. */
    public long parameterCount() {
        return parameters.stream().mapToLong(ParameterSpec::size).sum();
    }
}
