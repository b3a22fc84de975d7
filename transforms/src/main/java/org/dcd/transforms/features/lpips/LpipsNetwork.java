package org.dcd.transforms.features.lpips;

import java.util.List;
import org.dcd.schemas.Count;
import org.dcd.transforms.features.PairNetwork;
import org.dcd.transforms.features.lpips.Backbone.Conv;
import org.dcd.transforms.features.lpips.Backbone.Stage;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.Ops;

/**
 * LPIPS v0.1 (Zhang et al. 2018, Eq. 1): Σ_l mean over positions of w_lᵀ(â_l - b̂_l)², where a_l and b_l are the
 * outputs of stage l of the backbone for two images, and â = a / (‖a‖ + 1e-10) with the norm over channels. Parameters
 * have the names of torchvision ({@code features.0.weight}) and of the published heads ({@code lin0.model.1.weight}). A
 * grey channel is repeated three times.
 *
 * @param shape shape of the images, with 1 or 3 channels
 * @param backbone network whose features are compared
 */
public record LpipsNetwork(ImageShape shape, Backbone backbone) implements PairNetwork {
    private static final int RGB = 3;
    private static final double EPSILON = 1e-10;
    /** Mean and standard deviation of ImageNet, in units of [-1, 1]. */
    private static final float[] SHIFT = {-0.030f, -0.088f, -0.188f};

    private static final float[] SCALE = {0.458f, 0.448f, 0.450f};
    private static final int MAX_PAIRS = 64;
    /** Limit on the largest activation of a batch, in floats. */
    private static final long WIDEST = 1L << 24;

    public LpipsNetwork {
        if (shape.channels() != 1 && shape.channels() != RGB) {
            throw new IllegalArgumentException(
                    "lpips needs grey or RGB images, was " + Count.of(shape.channels(), "channel"));
        }
        if (Math.min(shape.height(), shape.width()) < backbone.minSide()) {
            throw new IllegalArgumentException(
                    "lpips with " + backbone.network() + " needs images of at least " + backbone.minSide()
                            + "x" + backbone.minSide() + ", was " + shape.height() + "x" + shape.width()
                            + "; remove the metric, as images are not resized");
        }
    }

    /** Parameter name of the head of a stage. */
    static String head(int stage) {
        return "lin" + stage + ".model.1.weight";
    }

    @Override
    public int batch() {
        Conv first = backbone.stages().get(0).convs().get(0);
        long widest = (long) first.out() * shape.height() * shape.width() / (first.stride() * first.stride());
        return (int) Math.max(1, Math.min(MAX_PAIRS, WIDEST / widest));
    }

    @Override
    public <T> T apply(Ops<T> ops, String prefix, T x, T y) {
        T a = input(ops, x);
        T b = input(ops, y);
        T distance = null;
        for (int i = 0; i < backbone.stages().size(); i++) {
            Stage stage = backbone.stages().get(i);
            a = stage(ops, prefix, stage, a);
            b = stage(ops, prefix, stage, b);
            T difference = ops.subtract(unit(ops, a), unit(ops, b));
            T head = ops.parameter(prefix + head(i), Init.ONE, 1, stage.channels(), 1, 1);
            T weighted = ops.conv2d(ops.multiply(difference, difference), head, null, 1, 0);
            T mean = ops.mean(weighted, 2, 3);
            distance = distance == null ? mean : ops.add(distance, mean);
        }
        return ops.reshape(distance, 0, 1);
    }

    private <T> T input(Ops<T> ops, T x) {
        T rgb = shape.channels() == 1 ? ops.concat(1, List.of(x, x, x)) : x;
        return ops.divide(ops.subtract(rgb, ops.constant(SHIFT, 1, RGB, 1, 1)), ops.constant(SCALE, 1, RGB, 1, 1));
    }

    private static <T> T stage(Ops<T> ops, String prefix, Stage stage, T x) {
        T h = stage.pool() == 0 ? x : ops.maxPool2d(x, stage.pool(), 2, 0);
        for (Conv conv : stage.convs()) {
            int k = conv.kernel();
            Init init = new Init.UniformFanIn((long) conv.in() * k * k);
            T weight = ops.parameter(prefix + conv.name() + ".weight", init, conv.out(), conv.in(), k, k);
            T bias = ops.parameter(prefix + conv.name() + ".bias", Init.ZERO, conv.out());
            h = ops.atLeast(ops.conv2d(h, weight, bias, conv.stride(), conv.padding()), 0);
        }
        return h;
    }

    private static <T> T unit(Ops<T> ops, T x) {
        T norm = ops.sqrt(ops.sum(ops.multiply(x, x), 1));
        return ops.divide(x, ops.add(norm, EPSILON));
    }
}
