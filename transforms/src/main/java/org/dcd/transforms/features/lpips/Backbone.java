package org.dcd.transforms.features.lpips;

import java.util.List;
import java.util.Locale;

/**
 * The convolutional part of an ImageNet classifier. LPIPS compares two images after each of its stages. Indices are
 * those of torchvision's {@code features} and are part of parameter names.
 */
public enum Backbone {
    /** AlexNet without groups (Krizhevsky 2014, "One weird trick"), the default of LPIPS. */
    ALEX(
            "alexnet",
            31,
            new Stage(0, new Conv(0, 3, 64, 11, 4, 2)),
            new Stage(3, new Conv(3, 64, 192, 5, 1, 2)),
            new Stage(3, new Conv(6, 192, 384, 3, 1, 1)),
            new Stage(0, new Conv(8, 384, 256, 3, 1, 1)),
            new Stage(0, new Conv(10, 256, 256, 3, 1, 1))),
    /** VGG-16 without batch normalisation (Simonyan and Zisserman 2015, Table 1, column D). */
    VGG(
            "vgg16",
            16,
            new Stage(0, Conv.three(0, 3, 64), Conv.three(2, 64, 64)),
            new Stage(2, Conv.three(5, 64, 128), Conv.three(7, 128, 128)),
            new Stage(2, Conv.three(10, 128, 256), Conv.three(12, 256, 256), Conv.three(14, 256, 256)),
            new Stage(2, Conv.three(17, 256, 512), Conv.three(19, 512, 512), Conv.three(21, 512, 512)),
            new Stage(2, Conv.three(24, 512, 512), Conv.three(26, 512, 512), Conv.three(28, 512, 512)));

    private final String network;
    private final int minSide;
    private final List<Stage> stages;

    Backbone(String network, int minSide, Stage... stages) {
        this.network = network;
        this.minSide = minSide;
        this.stages = List.of(stages);
    }

    /** A convolution with weight [out, in, kernel, kernel] and bias, followed by a ReLU. */
    record Conv(int index, int in, int out, int kernel, int stride, int padding) {
        static Conv three(int index, int in, int out) {
            return new Conv(index, in, out, 3, 1, 1);
        }

        String name() {
            return "features." + index;
        }
    }

    /**
     * The layers between two comparisons: max pooling, then convolutions.
     *
     * @param pool window size of the max pooling with stride 2; 0 for none
     * @param convs convolutions
     */
    record Stage(int pool, List<Conv> convs) {
        Stage(int pool, Conv... convs) {
            this(pool, List.of(convs));
        }

        int channels() {
            return convs.get(convs.size() - 1).out();
        }
    }

    /** Name in experiment files, such as {@code alex}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Registered name of its published weights, such as {@code alexnet}. */
    public String network() {
        return network;
    }

    /** Smallest height and width of images for which the last stage has output. */
    int minSide() {
        return minSide;
    }

    List<Stage> stages() {
        return stages;
    }
}
