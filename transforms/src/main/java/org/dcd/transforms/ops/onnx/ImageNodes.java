package org.dcd.transforms.ops.onnx;

import static org.dcd.transforms.ops.onnx.Attributes.of;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dcd.transforms.ops.Shapes;

/** Emits nodes for images [n, c, h, w]. */
final class ImageNodes {
    private final OnnxGraph graph;

    ImageNodes(OnnxGraph graph) {
        this.graph = graph;
    }

    OnnxValue conv2d(OnnxValue x, OnnxValue weight, OnnxValue bias, int stride, int paddingHeight, int paddingWidth) {
        requireImage("conv2d", x);
        requireImage("conv2d", weight);
        if (x.shape()[1] != weight.shape()[1]) {
            throw new IllegalArgumentException("conv2d cannot apply " + weight + " to " + x);
        }
        return conv(x, weight, bias, 1, stride, paddingHeight, paddingWidth);
    }

    /** Emits a convolution with one group per channel and the filter repeated for every channel. */
    OnnxValue filter2d(OnnxValue x, float[] filter, int stride, int padding) {
        requireImage("filter2d", x);
        int k = (int) Math.round(Math.sqrt(filter.length));
        if (k * k != filter.length) {
            throw new IllegalArgumentException("filter2d needs a square filter, was " + filter.length + " values");
        }
        int channels = Math.toIntExact(x.shape()[1]);
        float[] repeated = new float[channels * filter.length];
        for (int c = 0; c < channels; c++) {
            System.arraycopy(filter, 0, repeated, c * filter.length, filter.length);
        }
        OnnxValue weight = graph.constant(repeated, channels, 1, k, k);
        return conv(x, weight, null, channels, stride, padding, padding);
    }

    private OnnxValue conv(
            OnnxValue x,
            OnnxValue weight,
            OnnxValue bias,
            long groups,
            int stride,
            int paddingHeight,
            int paddingWidth) {
        long[] w = weight.shape();
        long[] out = Shapes.conv2d(x.shape(), w, stride, paddingHeight, paddingWidth);
        return graph.op(
                "Conv",
                out,
                present(x, weight, bias),
                of("group", groups),
                of("kernel_shape", w[2], w[3]),
                of("pads", paddingHeight, paddingWidth, paddingHeight, paddingWidth),
                of("strides", stride, stride));
    }

    OnnxValue maxPool2d(OnnxValue x, int kernel, int stride, int padding) {
        requireImage("maxPool2d", x);
        return graph.op(
                "MaxPool",
                Shapes.pool(x.shape(), kernel, stride, padding),
                List.of(x),
                of("kernel_shape", kernel, kernel),
                of("pads", padding, padding, padding, padding),
                of("strides", stride, stride));
    }

    OnnxValue averagePool2d(OnnxValue x, int kernel) {
        requireImage("averagePool2d", x);
        long padding = kernel / 2;
        return graph.op(
                "AveragePool",
                x.shape(),
                List.of(x),
                of("count_include_pad", 0),
                of("kernel_shape", kernel, kernel),
                of("pads", padding, padding, padding, padding),
                of("strides", 1, 1));
    }

    OnnxValue upsample2(OnnxValue x) {
        requireImage("upsample2", x);
        long[] s = x.shape();
        return graph.op(
                "Resize",
                new long[] {s[0], s[1], 2 * s[2], 2 * s[3]},
                List.of(x, OnnxGraph.absent(), graph.constant(new float[] {1, 1, 2, 2}, 4)),
                of("mode", "nearest"),
                of("coordinate_transformation_mode", "asymmetric"),
                of("nearest_mode", "floor"));
    }

    OnnxValue downsample2(OnnxValue x) {
        requireImage("downsample2", x);
        return graph.op(
                "AveragePool",
                Shapes.pool(x.shape(), 2, 2, 0),
                List.of(x),
                of("kernel_shape", 2, 2),
                of("strides", 2, 2));
    }

    /**
     * Group normalisation without scale and shift, as instance normalisation of [n, groups, -1]. ONNX has group
     * normalisation only since operator set 18.
     */
    OnnxValue normalised(OnnxValue x, int groups, double epsilon) {
        requireImage("groupNorm", x);
        long[] s = x.shape();
        if (groups < 1 || s[1] % groups != 0) {
            throw new IllegalArgumentException("cannot divide the channels of " + x + " into " + groups + " groups");
        }
        float[] ones = new float[groups];
        Arrays.fill(ones, 1);
        OnnxValue grouped = reshape(x, new long[] {0, groups, -1});
        OnnxValue normal = graph.op(
                "InstanceNormalization",
                grouped.shape(),
                List.of(grouped, graph.constant(ones, groups), graph.constant(new float[groups], groups)),
                of("epsilon", epsilon));
        return reshape(normal, new long[] {0, s[1], s[2], s[3]});
    }

    private OnnxValue reshape(OnnxValue x, long[] shape) {
        return graph.op("Reshape", Shapes.reshape(x.shape(), shape), List.of(x, graph.integers(shape)));
    }

    /** Inputs of a node; the last one is omitted if it is null. */
    static List<OnnxValue> present(OnnxValue x, OnnxValue weight, OnnxValue bias) {
        List<OnnxValue> inputs = new ArrayList<>(List.of(x, weight));
        if (bias != null) {
            inputs.add(bias);
        }
        return inputs;
    }

    private static void requireImage(String op, OnnxValue x) {
        if (x.rank() != 4) {
            throw new IllegalArgumentException(op + " needs [n, c, h, w], was " + x);
        }
    }
}
