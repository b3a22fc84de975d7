package org.dcd.transforms.features.inception;

import java.util.List;
import org.dcd.schemas.Count;
import org.dcd.transforms.features.FeatureNetwork;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.Ops;

/**
 * Inception-v3 (Szegedy et al. 2015) as in TensorFlow's graph of 2015-12-05, which defines the FID: average pooling
 * excludes padding, and the last block uses max pooling. Features are the 2048 values of the last pooling layer. Logits
 * are those of 1008 classes without bias, as used for the Inception Score. Parameters have the names of torchvision and
 * torch-fidelity, with batch normalisation folded into the convolutions ({@link InceptionWeights}).
 *
 * @param shape shape of the images, with 1 or 3 channels
 * @param convention how images are resized and scaled
 */
record InceptionNetwork(ImageShape shape, Convention convention) implements FeatureNetwork {
    static final int FEATURES = 2048;
    static final int CLASSES = 1008;
    private static final int SIDE = 299;

    InceptionNetwork {
        if (shape.channels() != 1 && shape.channels() != 3) {
            throw new IllegalArgumentException(
                    "inception needs grey or RGB images, was " + Count.of(shape.channels(), "channel"));
        }
    }

    @Override
    public int dimension() {
        return FEATURES;
    }

    @Override
    public int classes() {
        return CLASSES;
    }

    @Override
    public String resize() {
        return convention.text();
    }

    /** The largest activation then has 0.35 GB. */
    @Override
    public int batch() {
        return 64;
    }

    @Override
    public <T> Output<T> apply(Ops<T> ops, String prefix, T x) {
        return new Forward<>(ops, prefix).of(x, shape, convention);
    }

    /** The forward pass. */
    private record Forward<T>(Ops<T> ops, String prefix) {
        Output<T> of(T images, ImageShape shape, Convention convention) {
            T x = input(images, shape, convention);
            x = conv(x, "Conv2d_1a_3x3", 3, 32, 3, 3, 2, 0, 0);
            x = conv(x, "Conv2d_2a_3x3", 32, 32, 3, 3, 1, 0, 0);
            x = conv(x, "Conv2d_2b_3x3", 32, 64, 3, 3, 1, 1, 1);
            x = ops.maxPool2d(x, 3, 2, 0);
            x = conv(x, "Conv2d_3b_1x1", 64, 80, 1, 1, 1, 0, 0);
            x = conv(x, "Conv2d_4a_3x3", 80, 192, 3, 3, 1, 0, 0);
            x = ops.maxPool2d(x, 3, 2, 0);
            x = blockA(x, "Mixed_5b.", 192, 32);
            x = blockA(x, "Mixed_5c.", 256, 64);
            x = blockA(x, "Mixed_5d.", 288, 64);
            x = blockB(x, "Mixed_6a.");
            x = blockC(x, "Mixed_6b.", 128);
            x = blockC(x, "Mixed_6c.", 160);
            x = blockC(x, "Mixed_6d.", 160);
            x = blockC(x, "Mixed_6e.", 192);
            x = blockD(x, "Mixed_7a.");
            x = blockE(x, "Mixed_7b.", 1280, ops.averagePool2d(x, 3));
            x = blockE(x, "Mixed_7c.", 2048, ops.maxPool2d(x, 3, 1, 1));
            T features = ops.reshape(ops.mean(x, 2, 3), 0, FEATURES);
            T weight = ops.parameter(prefix + "fc.weight", new Init.UniformFanIn(FEATURES), CLASSES, FEATURES);
            return new Output<>(features, ops.linear(features, weight, null));
        }

        /** Input [n, 3, 299, 299] in the value range of the training. */
        private T input(T images, ImageShape shape, Convention convention) {
            int h = shape.height();
            int w = shape.width();
            T x = shape.channels() == 1 ? ops.concat(1, List.of(images, images, images)) : images;
            T rows = ops.constant(convention.resize(h, SIDE), SIDE, h);
            T columns = ops.constant(ResizeMatrix.transposed(convention.resize(w, SIDE), SIDE, w), w, SIDE);
            T resized = ops.matmul(ops.matmul(rows, x), columns);
            return switch (convention) {
                case TORCH_FIDELITY -> centred(resized);
                case PYTORCH_FID -> resized;
                case CLEAN_FID -> centred(ops.atMost(ops.atLeast(resized, -1), 1));
            };
        }

        /** (u - 128) / 128 of u = 127.5 x + 127.5. */
        private T centred(T x) {
            return ops.add(ops.multiply(x, 127.5 / 128), -0.5 / 128);
        }

        private T blockA(T x, String name, int in, int pooled) {
            T one = conv(x, name + "branch1x1", in, 64, 1, 1, 1, 0, 0);
            T five = conv(x, name + "branch5x5_1", in, 48, 1, 1, 1, 0, 0);
            five = conv(five, name + "branch5x5_2", 48, 64, 5, 5, 1, 2, 2);
            T three = conv(x, name + "branch3x3dbl_1", in, 64, 1, 1, 1, 0, 0);
            three = conv(three, name + "branch3x3dbl_2", 64, 96, 3, 3, 1, 1, 1);
            three = conv(three, name + "branch3x3dbl_3", 96, 96, 3, 3, 1, 1, 1);
            T pool = conv(ops.averagePool2d(x, 3), name + "branch_pool", in, pooled, 1, 1, 1, 0, 0);
            return ops.concat(1, List.of(one, five, three, pool));
        }

        private T blockB(T x, String name) {
            T three = conv(x, name + "branch3x3", 288, 384, 3, 3, 2, 0, 0);
            T twice = conv(x, name + "branch3x3dbl_1", 288, 64, 1, 1, 1, 0, 0);
            twice = conv(twice, name + "branch3x3dbl_2", 64, 96, 3, 3, 1, 1, 1);
            twice = conv(twice, name + "branch3x3dbl_3", 96, 96, 3, 3, 2, 0, 0);
            return ops.concat(1, List.of(three, twice, ops.maxPool2d(x, 3, 2, 0)));
        }

        private T blockC(T x, String name, int c) {
            T one = conv(x, name + "branch1x1", 768, 192, 1, 1, 1, 0, 0);
            T seven = conv(x, name + "branch7x7_1", 768, c, 1, 1, 1, 0, 0);
            seven = conv(seven, name + "branch7x7_2", c, c, 1, 7, 1, 0, 3);
            seven = conv(seven, name + "branch7x7_3", c, 192, 7, 1, 1, 3, 0);
            T twice = conv(x, name + "branch7x7dbl_1", 768, c, 1, 1, 1, 0, 0);
            twice = conv(twice, name + "branch7x7dbl_2", c, c, 7, 1, 1, 3, 0);
            twice = conv(twice, name + "branch7x7dbl_3", c, c, 1, 7, 1, 0, 3);
            twice = conv(twice, name + "branch7x7dbl_4", c, c, 7, 1, 1, 3, 0);
            twice = conv(twice, name + "branch7x7dbl_5", c, 192, 1, 7, 1, 0, 3);
            T pool = conv(ops.averagePool2d(x, 3), name + "branch_pool", 768, 192, 1, 1, 1, 0, 0);
            return ops.concat(1, List.of(one, seven, twice, pool));
        }

        private T blockD(T x, String name) {
            T three = conv(x, name + "branch3x3_1", 768, 192, 1, 1, 1, 0, 0);
            three = conv(three, name + "branch3x3_2", 192, 320, 3, 3, 2, 0, 0);
            T seven = conv(x, name + "branch7x7x3_1", 768, 192, 1, 1, 1, 0, 0);
            seven = conv(seven, name + "branch7x7x3_2", 192, 192, 1, 7, 1, 0, 3);
            seven = conv(seven, name + "branch7x7x3_3", 192, 192, 7, 1, 1, 3, 0);
            seven = conv(seven, name + "branch7x7x3_4", 192, 192, 3, 3, 2, 0, 0);
            return ops.concat(1, List.of(three, seven, ops.maxPool2d(x, 3, 2, 0)));
        }

        private T blockE(T x, String name, int in, T pooled) {
            T one = conv(x, name + "branch1x1", in, 320, 1, 1, 1, 0, 0);
            T three = conv(x, name + "branch3x3_1", in, 384, 1, 1, 1, 0, 0);
            T wide = conv(three, name + "branch3x3_2a", 384, 384, 1, 3, 1, 0, 1);
            T high = conv(three, name + "branch3x3_2b", 384, 384, 3, 1, 1, 1, 0);
            T twice = conv(x, name + "branch3x3dbl_1", in, 448, 1, 1, 1, 0, 0);
            twice = conv(twice, name + "branch3x3dbl_2", 448, 384, 3, 3, 1, 1, 1);
            T twiceWide = conv(twice, name + "branch3x3dbl_3a", 384, 384, 1, 3, 1, 0, 1);
            T twiceHigh = conv(twice, name + "branch3x3dbl_3b", 384, 384, 3, 1, 1, 1, 0);
            T pool = conv(pooled, name + "branch_pool", in, 192, 1, 1, 1, 0, 0);
            return ops.concat(1, List.of(one, wide, high, twiceWide, twiceHigh, pool));
        }

        private T conv(T x, String name, int in, int out, int k, int l, int stride, int padHeight, int padWidth) {
            T weight =
                    ops.parameter(prefix + name + ".weight", new Init.UniformFanIn((long) in * k * l), out, in, k, l);
            T bias = ops.parameter(prefix + name + ".bias", Init.ZERO, out);
            return ops.atLeast(ops.conv2d(x, weight, bias, stride, padHeight, padWidth), 0);
        }
    }
}
