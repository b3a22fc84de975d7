package org.dcd.transforms.model;

import java.util.List;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.ShapeOps;

/**
 * What is known of a preconditioned network before it runs.
 *
 * @param parameters by EDM name, {@code model.} in front
 * @param macs multiply-accumulates of one evaluation of one image
 * @param convolutions in use
 */
public record DenoiserSummary(List<ParameterSpec> parameters, long macs, List<ShapeOps.Convolution> convolutions) {
    /** Prefix of the parameter names of public EDM checkpoints. */
    public static final String PREFIX = "model.";

    /** @param conditionChannels see {@link Denoiser#apply} */
    public static DenoiserSummary of(Denoiser network, ImageShape shape, int conditionChannels) {
        return of(network, shape, conditionChannels, null);
    }

    /** With the layer that takes augmentation labels, where the network has one. */
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
